package dev.sluice.ingress.idempotency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The quota of each caller for its keys and their responses. This instance adds what it stores itself to a measurement of the
 * table, which it repeats every five minutes and which no request waits for: counting the rows takes longer than a request.
 * Thread-safe.
 */
final class KeyQuota {

    /** The size of a row without its response, and of its entries in both indexes, in bytes. */
    static final long KEY_SIZE = 256;

    private static final Logger LOG = Logger.getLogger(KeyQuota.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    /** Limit of callers, which take some 2 MB. The least recently used is measured again with its next request. */
    private static final int MAX_CALLERS = 10_000;

    private final long limit;
    private final Function<String, Uni<Long>> measurement;
    private final Clock clock;
    private final Cache<String, Usage> callers =
            Caffeine.newBuilder().maximumSize(MAX_CALLERS).build();

    /**
     * Creates a quota.
     *
     * @param limit the quota of each caller in bytes
     * @param measurement returns the size of a caller's keys and responses in the table, in bytes
     */
    KeyQuota(long limit, Function<String, Uni<Long>> measurement, Clock clock) {
        this.limit = limit;
        this.measurement = measurement;
        this.clock = clock;
    }

    private static final class Usage {

        private final AtomicLong bytes = new AtomicLong();
        /** The bytes that this instance has added since the last measurement began. */
        private final AtomicLong added = new AtomicLong();

        /** Guarded by this. */
        private Instant measured = Instant.MIN;

        /** Returns whether the last measurement is too old, and a new one begins. */
        private synchronized boolean beginMeasurement(Instant now) {
            if (measured.isAfter(now.minus(INTERVAL))) {
                return false;
            }
            measured = now;
            added.set(0);
            return true;
        }
    }

    /** Returns whether a caller has used its quota. Starts a measurement if the last one is too old. */
    boolean isExceeded(String caller) {
        Usage usage = usage(caller);
        if (usage.beginMeasurement(clock.instant())) {
            measurement
                    .apply(caller)
                    .subscribe()
                    .with(
                            size -> usage.bytes.set(Math.max(size, usage.added.get())),
                            failure -> LOG.debugf(failure, "Idempotency keys not counted"));
        }
        return usage.bytes.get() >= limit;
    }

    /** Adds bytes that were stored for a caller; negative for bytes that were deleted. */
    void add(String caller, long bytes) {
        Usage usage = usage(caller);
        usage.added.addAndGet(bytes);
        usage.bytes.addAndGet(bytes);
    }

    private Usage usage(String caller) {
        return callers.get(caller, unseen -> new Usage());
    }
}
