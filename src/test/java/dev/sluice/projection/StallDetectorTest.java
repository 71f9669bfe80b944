package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final StallDetector watch = new StallDetector(Duration.ofNanos(10), nanos::get);

    @Test
    void isOverOnceSomethingTakesLongerThanTheLimit() {
        // Given
        watch.goesOn();
        nanos.addAndGet(10);
        assertThat(watch.isOver()).isFalse();

        // When
        nanos.addAndGet(1);

        // Then
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void eachStepHasItsOwnTime() {
        // Given
        watch.goesOn();
        nanos.addAndGet(11);

        // When
        watch.goesOn();

        // Then
        assertThat(watch.isOver()).isFalse();
    }

    @Test
    void whoRestsIsNeverLate() {
        // Given
        watch.goesOn();

        // When
        watch.rests();
        nanos.addAndGet(1_000);

        // Then
        assertThat(watch.isOver()).isFalse();
    }
}
