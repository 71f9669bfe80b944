package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.security.Caller;
import io.github.bucket4j.TimeMeter;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000;
    private static final Caller ALICE = new Caller("alice", Set.of(), "10.0.0.1");

    private final Time time = new Time();

    private static void takeAll(RateLimit limit, Caller client, int events) {
        for (int i = 0; i < events; i++) {
            assertThat(limit.take(client)).isZero();
        }
    }

    @Test
    void aSecondsEventsAreThereAgainAfterASecond() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 1, time);
        takeAll(limit, ALICE, 10);

        // When
        long wait = limit.take(ALICE);
        time.nanos += SECOND;

        // Then
        assertThat(wait).isEqualTo(SECOND / 10);
        takeAll(limit, ALICE, 10);
        assertThat(limit.take(ALICE)).isPositive();
    }

    @Test
    void clientsDoNotShare() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(1), 1, time);
        takeAll(limit, ALICE, 1);

        // When Then
        takeAll(limit, new Caller("bob", Set.of(), "10.0.0.1"), 1);
        takeAll(limit, new Caller("", Set.of(), "10.0.0.1"), 1);
        takeAll(limit, new Caller("", Set.of(), "alice"), 1);
        assertThat(limit.take(new Caller("alice", Set.of(), "10.0.0.2"))).isPositive();
    }

    @Test
    void theLargestBatchIsPossibleHoweverLowTheRate() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 1_000, time);

        // When
        limit.require(ALICE);
        limit.requireRest(ALICE, 1_000);

        // Then
        assertThat(limit.take(ALICE)).isPositive();
    }

    @Test
    void aBatchIsPaidWholeOrNotAndItsRetryAfterIsEnough() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 100, time);
        takeAll(limit, ALICE, 51);

        // When
        limit.require(ALICE);
        assertThatThrownBy(() -> limit.requireRest(ALICE, 100)).isInstanceOfSatisfying(HttpProblem.class, problem -> {
            assertThat(problem.getStatusCode()).isEqualTo(429);
            long seconds = (long) problem.getHeaders().get("Retry-After");
            time.nanos += seconds * SECOND;
        });

        // Then
        limit.require(ALICE);
        limit.requireRest(ALICE, 100);
    }

    @Test
    void withoutARateThereIsNoLimit() {
        takeAll(new RateLimit(Optional.empty(), 1, time), ALICE, 10_000);
    }

    private static final class Time implements TimeMeter {

        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
