package dev.sluice.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A fault lasts for a time, whatever happens meanwhile: here, and only here, there is no condition to wait for. */
final class Moment {

    private Moment() {}

    static void pass(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
