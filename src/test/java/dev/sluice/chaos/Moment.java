package dev.sluice.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time that passes, while a fault lasts or between two looks: nothing else is waited for. */
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
