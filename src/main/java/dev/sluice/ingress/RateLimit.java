package dev.sluice.ingress;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.security.Caller;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the events per second that one client publishes on this instance. Each has a token bucket, which holds a second's
 * events or the largest batch, whichever is more. Safe for any thread, and never waits.
 */
@Singleton
class RateLimit {

    /** Some 3 MB of buckets. The client that has been quiet the longest is forgotten, and starts with a full one. */
    private static final int MAX_CLIENTS = 10_000;

    private final Optional<Integer> eventsPerSecond;
    private final int capacity;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MAX_CLIENTS).build();

    @Inject
    RateLimit(IngressConfig config) {
        this(config.maxClientRate(), config.maxBatchEvents(), TimeMeter.SYSTEM_NANOTIME);
    }

    /** @param eventsPerSecond if it is empty, there is no limit */
    RateLimit(Optional<Integer> eventsPerSecond, int maxBatchEvents, TimeMeter time) {
        this.eventsPerSecond = eventsPerSecond;
        this.capacity = Math.max(eventsPerSecond.orElse(0), maxBatchEvents);
        this.time = time;
    }

    /**
     * Takes one event from what the client may publish now.
     *
     * @return the nanoseconds to wait until there is one; 0 if it was taken
     */
    long take(Caller client) {
        return take(client, 1);
    }

    /** @throws HttpProblem if the client may not publish an event now */
    void require(Caller client) {
        refuseFor(take(client));
    }

    /**
     * Takes what a batch costs beyond the one event that was taken before its body was read: all of it, or nothing. That one
     * is not given back, since the batch was read.
     *
     * @param events of the batch, at most the largest number that a batch may have
     * @throws HttpProblem if the client may not publish so many now; it says when it may
     */
    void requireRest(Caller client, int events) {
        if (events > 1) {
            long wait = take(client, events - 1);
            if (wait > 0) {
                refuseFor(wait + TimeUnit.SECONDS.toNanos(1) / eventsPerSecond.orElseThrow());
            }
        }
    }

    private long take(Caller client, int events) {
        if (eventsPerSecond.isEmpty()) {
            return 0;
        }
        String key = client.isAnonymous() ? "at " + client.address() : "as " + client.name();
        ConsumptionProbe taken = buckets.get(key, unseen -> bucket()).tryConsumeAndReturnRemaining(events);
        return taken.isConsumed() ? 0 : taken.getNanosToWaitForRefill();
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(capacity).refillGreedy(eventsPerSecond.orElseThrow(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private static void refuseFor(long nanos) {
        if (nanos > 0) {
            throw PublishProblem.rateLimited(TimeUnit.NANOSECONDS.toSeconds(nanos) + 1);
        }
    }
}
