package dev.sluice.processing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointStateTest {

    private final EndpointState state = new EndpointState(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void countsTimeoutsOfOneEvent() {
        assertThat(state.timedOut(one)).isTrue();
        assertThat(state.timedOut(one)).isTrue();
        assertThat(state.isAvailable()).isTrue();
    }

    @Test
    void countsNoTimeoutsOfSilentEndpoint() {
        assertThat(state.timedOut(one)).isTrue();
        assertThat(state.timedOut(other)).isFalse();
        assertThat(state.timedOut(one)).isFalse();
    }

    @Test
    void countsTimeoutsAgainOnceTheEndpointAnswers() {
        // Given
        state.timedOut(one);
        state.timedOut(other);
        state.unavailable(Duration.ZERO);

        // When
        boolean recovers = state.answered();

        // Then
        assertThat(recovers).isTrue();
        assertThat(state.timedOut(other)).isTrue();
    }

    @Test
    void waitsAtLeastAsLongAsTheEndpointAsks() {
        assertThat(state.unavailable(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(state.unavailable(Duration.ZERO)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(state.isAvailable()).isFalse();
    }
}
