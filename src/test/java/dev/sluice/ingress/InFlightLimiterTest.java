package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLimiterTest {

    @Test
    void refusesEventsAboveTheLimitUntilSomeAreReleased() {
        // Given
        InFlightLimiter limiter = new InFlightLimiter(3, 1000);
        limiter.tryAcquire(2, 10);

        // When
        boolean tooMany = limiter.tryAcquire(2, 10);
        limiter.release(2, 10);
        boolean afterwards = limiter.tryAcquire(3, 10);

        // Then
        assertThat(tooMany).isFalse();
        assertThat(afterwards).isTrue();
    }

    @Test
    void refusesBytesAboveTheLimitAndAcquiresNothing() {
        // Given
        InFlightLimiter limiter = new InFlightLimiter(2, 1000);
        limiter.tryAcquire(1, 600);

        // When
        boolean tooLarge = limiter.tryAcquire(1, 401);
        boolean fitting = limiter.tryAcquire(1, 400);

        // Then
        assertThat(tooLarge).isFalse();
        assertThat(fitting).isTrue();
    }
}
