package dev.sluice.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A fixed pause: how long a fault lasts, or the interval between two polls. Use {@code Waits} to wait for a condition. */
final class Pause {

    private Pause() {}

    static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
