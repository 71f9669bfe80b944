package dev.sluice.runtime;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackgroundRetryTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final BackgroundRetry retry = new BackgroundRetry();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void stop() {
        retry.stop(new ShutdownEvent());
    }

    @Test
    void retriesUntilSuccess() {
        // Given
        var task = retry.until("Test", SHORT, () -> attempts.incrementAndGet() == 3);

        // When
        task.start();

        // Then
        await().untilAtomic(attempts, is(3));
        assertThat(task.failure()).isEmpty();
    }

    @Test
    void reportsTheFailureUntilAnAttemptSucceeds() {
        // Given
        CountDownLatch repaired = new CountDownLatch(1);
        var task = retry.until("Test", SHORT, () -> {
            if (repaired.getCount() > 0) {
                throw new IllegalStateException("refused");
            }
            return true;
        });
        task.attempt();
        assertThat(task.failure()).isEqualTo("refused");

        // When
        repaired.countDown();

        // Then
        await().until(() -> task.failure().isEmpty());
    }

    @Test
    void repeatsAfterTheInterval() {
        // Given
        var task = retry.every(SHORT, "Test", LONG, () -> attempts.incrementAndGet() > 0);

        // When
        task.start();

        // Then
        await().until(() -> attempts.get() > 2);
    }

    @Test
    void makesNoAttemptAfterStop() {
        // Given
        var task = retry.every(SHORT, "Test", SHORT, () -> {
            retry.stop(new ShutdownEvent());
            return attempts.incrementAndGet() > 0;
        });

        // When
        task.attempt();
        task.start();

        // Then
        assertThat(retry.isStopped()).isTrue();
        assertThat(attempts).hasValue(1);
    }

    @Test
    @Timeout(60)
    void stopEndsPause() throws InterruptedException {
        // Given
        var paused = new Thread(() -> {
            if (!retry.pause(LONG)) {
                attempts.incrementAndGet();
            }
        });
        paused.start();

        // When
        retry.stop(new ShutdownEvent());

        // Then
        paused.join();
        assertThat(attempts).hasValue(1);
    }
}
