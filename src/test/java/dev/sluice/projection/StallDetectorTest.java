package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final StallDetector detector = new StallDetector(Duration.ofNanos(10), nanos::get);

    @Test
    void stallsAfterTheLimit() {
        // Given
        detector.progress();
        nanos.addAndGet(10);
        assertThat(detector.isStalled()).isFalse();

        // When
        nanos.addAndGet(1);

        // Then
        assertThat(detector.isStalled()).isTrue();
    }

    @Test
    void restartsTheLimitWithEachStep() {
        // Given
        detector.progress();
        nanos.addAndGet(11);

        // When
        detector.progress();

        // Then
        assertThat(detector.isStalled()).isFalse();
    }

    @Test
    void neverStallsWhileIdle() {
        // Given
        detector.progress();

        // When
        detector.idle();
        nanos.addAndGet(1_000);

        // Then
        assertThat(detector.isStalled()).isFalse();
    }
}
