package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000;
    private static final Caller ALICE = new Caller("alice", Set.of(), "10.0.0.1");

    private final Time time = new Time();

    private static void acquire(RateLimit limit, Caller caller, int events) {
        for (int i = 0; i < events; i++) {
            assertThat(limit.of(caller).tryAcquire()).isZero();
        }
    }

    @Test
    void refillsWithinASecond() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 1, time);
        acquire(limit, ALICE, 10);

        // When
        long wait = limit.of(ALICE).tryAcquire();
        time.nanos += SECOND;

        // Then
        assertThat(wait).isEqualTo(SECOND / 10);
        acquire(limit, ALICE, 10);
        assertThat(limit.of(ALICE).tryAcquire()).isPositive();
    }

    @Test
    void limitsEachCallerSeparately() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(1), 1, time);
        acquire(limit, ALICE, 1);

        // When Then
        acquire(limit, new Caller("bob", Set.of(), "10.0.0.1"), 1);
        acquire(limit, new Caller("", Set.of(), "10.0.0.1"), 1);
        acquire(limit, new Caller("", Set.of(), "alice"), 1);
        assertThat(limit.of(new Caller("alice", Set.of(), "10.0.0.2")).tryAcquire())
                .isPositive();
    }

    @Test
    void admitsLargestBatchAtAnyRate() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 1_000, time);

        // When
        limit.acquire(ALICE);
        limit.acquireRest(ALICE, 1_000);

        // Then
        assertThat(limit.of(ALICE).tryAcquire()).isPositive();
    }

    @Test
    void admitsRefusedBatchAfterRetryAfter() {
        // Given
        RateLimit limit = new RateLimit(Optional.of(10), 100, time);
        acquire(limit, ALICE, 51);

        // When
        limit.acquire(ALICE);
        assertThatThrownBy(() -> limit.acquireRest(ALICE, 100)).isInstanceOfSatisfying(HttpProblem.class, problem -> {
            assertThat(problem.getStatusCode()).isEqualTo(429);
            long seconds = (long) problem.getHeaders().get("Retry-After");
            time.nanos += seconds * SECOND;
        });

        // Then
        limit.acquire(ALICE);
        limit.acquireRest(ALICE, 100);
    }

    @Test
    void doesNotLimitWithoutARate() {
        acquire(new RateLimit(Optional.empty(), 1, time), ALICE, 10_000);
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
