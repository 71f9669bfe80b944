package dev.sluice.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory budget of request bodies and of the results that wait for their clients. Each body counts from its arrival until
 * its response, so memory stays bounded however many clients send large bodies at the same time. No caller gets more than its
 * share, and a part is reserved for small bodies, so that callers with slow or large bodies do not stop the others.
 * Thread-safe; never blocks.
 */
@Singleton
@Startup
public class BodyBudget {

    /** The maximum size in bytes of a body that may use the reserve: a batch of some 200 small events. */
    static final int MAX_SMALL_SIZE = 64 * 1024;
    /** The reserve is one part in so many. */
    private static final int RESERVE_PARTS = 8;

    private static final int PERCENT = 100;

    private final long limit;
    private final long callerLimit;
    private final AtomicLong used = new AtomicLong();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    BodyBudget(HttpConfig config, MeterRegistry meters) {
        this.limit = config.maxBodyMemory().asLongValue();
        this.callerLimit = callerLimit(config);
        Gauge.builder("sluice.http.body.bytes", used, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .description("Request bodies, and results of streams, held in memory")
                .register(meters);
        Gauge.builder("sluice.http.body.limit.bytes", () -> limit)
                .baseUnit(BaseUnits.BYTES)
                .description("Maximum size of all request bodies in memory (sluice.http.max-body-memory)")
                .register(meters);
    }

    /** Returns the share of one caller in bytes. */
    public static long callerLimit(HttpConfig config) {
        return config.maxBodyMemory().asLongValue() * config.maxClientBodyShare() / PERCENT;
    }

    /**
     * Opens an empty reservation. Close it.
     *
     * @param caller identifies the caller whose share it uses
     */
    public Reservation open(String caller) {
        return new Reservation(
                caller, Objects.requireNonNull(accounts.compute(caller, (unused, account) -> Account.opened(account))));
    }

    /** The open reservations of one caller. The map of accounts guards {@code reservations}. */
    private static final class Account {

        private final AtomicLong used = new AtomicLong();
        private int reservations;

        private static Account opened(@Nullable Account known) {
            Account account = known == null ? new Account() : known;
            account.reservations++;
            return account;
        }
    }

    private static boolean tryAdd(AtomicLong counter, long bytes, long limit) {
        if (counter.addAndGet(bytes) <= limit) {
            return true;
        }
        counter.addAndGet(-bytes);
        return false;
    }

    /** The bytes acquired for one request. Thread-safe. */
    public final class Reservation implements AutoCloseable {

        private final String caller;
        private final Account account;
        private long acquired;
        private boolean closed;

        private Reservation(String caller, Account account) {
            this.caller = caller;
            this.account = account;
        }

        /**
         * Acquires more bytes, all or nothing.
         *
         * @return false if the budget or the caller's share has too few bytes left, or if this reservation is closed
         */
        public synchronized boolean tryAcquire(long bytes) {
            long available = acquired + bytes <= MAX_SMALL_SIZE ? limit : limit - limit / RESERVE_PARTS;
            if (closed || !tryAdd(account.used, bytes, callerLimit)) {
                return false;
            }
            if (!tryAdd(used, bytes, available)) {
                account.used.addAndGet(-bytes);
                return false;
            }
            acquired += bytes;
            return true;
        }

        /** Acquires bytes that are in memory already, even beyond the limits. Has no effect if this reservation is closed. */
        public synchronized void acquire(long bytes) {
            if (!closed) {
                add(bytes);
            }
        }

        /** Returns some of the acquired bytes to the budget. Has no effect if this reservation is closed. */
        public synchronized void release(long bytes) {
            if (!closed) {
                add(-bytes);
            }
        }

        private void add(long bytes) {
            acquired += bytes;
            account.used.addAndGet(bytes);
            used.addAndGet(bytes);
        }

        /** Returns the number of acquired bytes. */
        public synchronized long size() {
            return acquired;
        }

        /** Releases all bytes of this reservation. Further calls have no effect. */
        @Override
        public synchronized void close() {
            if (!closed) {
                add(-acquired);
                closed = true;
                accounts.computeIfPresent(caller, (unused, open) -> --open.reservations == 0 ? null : open);
            }
        }
    }
}
