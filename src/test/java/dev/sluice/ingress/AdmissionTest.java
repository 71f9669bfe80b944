package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void refusesBeyondTheLimitUntilOneLeaves() {
        // Given
        Admission admission = new Admission(2);
        admission.enter();
        admission.enter();

        // When
        boolean third = admission.enter();
        admission.leave();
        boolean fourth = admission.enter();

        // Then
        assertThat(third).isFalse();
        assertThat(fourth).isTrue();
        assertThat(admission.inFlight()).isEqualTo(2);
    }
}
