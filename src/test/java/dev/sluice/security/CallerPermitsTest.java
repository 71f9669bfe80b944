package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.security.CallerPermits.Outcome;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerPermitsTest {

    private final CallerPermits permits = new CallerPermits(3, 2);

    private Outcome acquire(String caller) {
        return permits.acquire(new Caller(caller, Set.of(), "127.0.0.1"));
    }

    @Test
    void limitsEachCallerAndAllTogether() {
        assertThat(acquire("billing")).isInstanceOf(Outcome.Acquired.class);
        assertThat(acquire("billing")).isInstanceOf(Outcome.Acquired.class);
        assertThat(acquire("billing")).isInstanceOf(Outcome.CallerLimitReached.class);
        assertThat(acquire("sales")).isInstanceOf(Outcome.Acquired.class);
        assertThat(acquire("sales")).isInstanceOf(Outcome.LimitReached.class);
        assertThat(permits.count()).isEqualTo(3);
    }

    @Test
    void releasedPermitCanBeAcquiredAgain() {
        // Given
        Outcome.Acquired first = (Outcome.Acquired) acquire("billing");
        acquire("billing");

        // When
        first.release().run();

        // Then
        assertThat(acquire("billing")).isInstanceOf(Outcome.Acquired.class);
        assertThat(permits.count()).isEqualTo(2);
    }
}
