package dev.sluice.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.http.RequestProblem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the events or requests per second of each caller on this instance. Each caller has a token bucket that holds those of
 * one second, or the largest number that is acquired together, whichever is more. Safe for any thread; never blocks.
 */
public final class RateLimit {

    /** Limit of buckets, which take some 3 MB. The least recently used bucket is evicted; its caller restarts with a full one. */
    private static final int MAX_CALLERS = 10_000;

    private static final Allowance UNLIMITED = new Allowance(null);

    private final Optional<Integer> perSecond;
    private final int capacity;
    private final TimeMeter time;
    private final Cache<String, Allowance> allowances =
            Caffeine.newBuilder().maximumSize(MAX_CALLERS).build();

    /**
     * Creates a limit.
     *
     * @param perSecond the limit; empty for no limit
     * @param largest the largest number that is acquired together
     */
    public RateLimit(Optional<Integer> perSecond, int largest) {
        this(perSecond, largest, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimit(Optional<Integer> perSecond, int largest, TimeMeter time) {
        this.perSecond = perSecond;
        this.capacity = Math.max(perSecond.orElse(0), largest);
        this.time = time;
    }

    /** The allowance of one caller. A request that acquires repeatedly keeps it, which saves the search for it. */
    public static final class Allowance {

        private final @Nullable Bucket bucket;

        private Allowance(@Nullable Bucket bucket) {
            this.bucket = bucket;
        }

        /**
         * Acquires one event or request.
         *
         * @return nanoseconds until the caller may send the next one; 0 if it was acquired
         */
        public long tryAcquire() {
            return tryAcquire(1);
        }

        private long tryAcquire(int number) {
            if (bucket == null || bucket.tryConsume(number)) {
                return 0;
            }
            // At least 1: the bucket may have been filled since.
            return Math.max(1, bucket.estimateAbilityToConsume(number).getNanosToWaitForRefill());
        }
    }

    /** Returns the allowance of a caller. */
    public Allowance of(Caller caller) {
        return perSecond.isEmpty() ? UNLIMITED : allowances.get(caller.id(), unseen -> new Allowance(bucket()));
    }

    /**
     * Acquires one event or request.
     *
     * @throws HttpProblem with {@code Retry-After} if the caller has reached the limit
     */
    public void acquire(Caller caller) {
        throwIfLimited(of(caller).tryAcquire());
    }

    /**
     * Acquires all events of a batch but the first, which was acquired before the body was read and stays acquired if this
     * method throws. Acquires nothing if the batch exceeds the limit.
     *
     * @param batchSize number of events of the whole batch
     * @throws HttpProblem with {@code Retry-After} if the batch exceeds the limit
     */
    public void acquireRest(Caller caller, int batchSize) {
        if (batchSize > 1) {
            long wait = of(caller).tryAcquire(batchSize - 1);
            if (wait > 0) {
                throwIfLimited(wait + TimeUnit.SECONDS.toNanos(1) / perSecond.orElseThrow());
            }
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(
                        limit -> limit.capacity(capacity).refillGreedy(perSecond.orElseThrow(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private static void throwIfLimited(long waitNanos) {
        if (waitNanos > 0) {
            throw RequestProblem.rateLimited(TimeUnit.NANOSECONDS.toSeconds(waitNanos) + 1);
        }
    }
}
