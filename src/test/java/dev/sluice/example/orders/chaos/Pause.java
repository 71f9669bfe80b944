package dev.sluice.example.orders.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A pause of a fixed length, such as the duration of a fault. Use {@code Waits} to wait for a condition. */
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
