package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLimiterTest {

    @Test
    void refusesMoreEventsThanTheLimitUntilSomeLeave() {
        // Given
        InFlightLimiter admission = new InFlightLimiter(3, 1000);
        admission.enter(2, 10);

        // When
        boolean tooMany = admission.enter(2, 10);
        admission.leave(2, 10);
        boolean afterwards = admission.enter(3, 10);

        // Then
        assertThat(tooMany).isFalse();
        assertThat(afterwards).isTrue();
    }

    @Test
    void refusesMoreBytesThanTheLimitAndTakesNoPlaceForThem() {
        // Given
        InFlightLimiter admission = new InFlightLimiter(2, 1000);
        admission.enter(1, 600);

        // When
        boolean tooLarge = admission.enter(1, 401);
        boolean fitting = admission.enter(1, 400);

        // Then
        assertThat(tooLarge).isFalse();
        assertThat(fitting).isTrue();
    }
}
