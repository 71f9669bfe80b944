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
 * Limits the events per second that one caller publishes on this instance. Each caller has a token bucket that holds the
 * events of one second or the largest batch, whichever is more. Safe for any thread; never blocks.
 */
@Singleton
public class RateLimit {

    /** Limit of buckets, which take some 3 MB. The least recently used bucket is evicted; its caller restarts with a full one. */
    private static final int MAX_CALLERS = 10_000;

    private final Optional<Integer> eventsPerSecond;
    private final int capacity;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(MAX_CALLERS).build();

    @Inject
    RateLimit(IngressConfig config) {
        this(config.maxClientRate(), config.maxBatchEvents(), TimeMeter.SYSTEM_NANOTIME);
    }

    /** @param eventsPerSecond the limit; empty for no limit */
    RateLimit(Optional<Integer> eventsPerSecond, int maxBatchEvents, TimeMeter time) {
        this.eventsPerSecond = eventsPerSecond;
        this.capacity = Math.max(eventsPerSecond.orElse(0), maxBatchEvents);
        this.time = time;
    }

    /**
     * Acquires one event.
     *
     * @return nanoseconds until the caller may publish the next event; 0 if the event was acquired
     */
    public long tryAcquire(Caller caller) {
        return tryAcquire(caller, 1);
    }

    /**
     * Acquires one event.
     *
     * @throws HttpProblem if the caller has reached the limit
     */
    public void acquire(Caller caller) {
        throwIfLimited(tryAcquire(caller));
    }

    /**
     * Acquires all events of a batch but the first, which was acquired before the body was read and stays acquired if this
     * method throws. Acquires nothing if the batch exceeds the limit.
     *
     * @param batchSize number of events of the whole batch, at most {@code sluice.ingress.max-batch-events}
     * @throws HttpProblem with {@code Retry-After} if the batch exceeds the limit
     */
    public void acquireRest(Caller caller, int batchSize) {
        if (batchSize > 1) {
            long wait = tryAcquire(caller, batchSize - 1);
            if (wait > 0) {
                throwIfLimited(wait + TimeUnit.SECONDS.toNanos(1) / eventsPerSecond.orElseThrow());
            }
        }
    }

    private long tryAcquire(Caller caller, int events) {
        if (eventsPerSecond.isEmpty()) {
            return 0;
        }
        String key = caller.isAnonymous() ? "at " + caller.address() : "as " + caller.name();
        ConsumptionProbe probe = buckets.get(key, unseen -> bucket()).tryConsumeAndReturnRemaining(events);
        return probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill();
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(capacity).refillGreedy(eventsPerSecond.orElseThrow(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private static void throwIfLimited(long waitNanos) {
        if (waitNanos > 0) {
            throw PublishProblem.rateLimited(TimeUnit.NANOSECONDS.toSeconds(waitNanos) + 1);
        }
    }
}
