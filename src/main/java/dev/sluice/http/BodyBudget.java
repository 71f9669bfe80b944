package dev.sluice.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory budget of request bodies. Each body counts from its arrival until its response, so memory stays bounded
 * however many clients send large bodies at the same time. Thread-safe; never blocks.
 */
@Singleton
@Startup
public class BodyBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyBudget(HttpConfig config, MeterRegistry meters) {
        this.limit = config.maxBodyMemory().asLongValue();
        Gauge.builder("sluice.http.body.bytes", used, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .description("Request bodies held in memory")
                .register(meters);
        Gauge.builder("sluice.http.body.limit.bytes", () -> limit)
                .baseUnit(BaseUnits.BYTES)
                .description("Maximum size of all request bodies in memory (sluice.http.max-body-memory)")
                .register(meters);
    }

    /**
     * Acquires the given number of bytes, all or nothing. The caller must release them.
     *
     * @return whether the budget had enough bytes left
     */
    public boolean tryAcquire(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Returns bytes to the budget. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** The bytes acquired for one body, which are released together. Thread-safe. */
    public final class Reservation {

        private long acquired;
        private boolean released;

        /**
         * Acquires more bytes.
         *
         * @return false if the budget has too few bytes left, or if this reservation was released
         */
        public synchronized boolean tryAcquire(long bytes) {
            if (released || !BodyBudget.this.tryAcquire(bytes)) {
                return false;
            }
            acquired += bytes;
            return true;
        }

        /** Releases all bytes of this reservation. Further calls have no effect. */
        public synchronized void release() {
            if (!released) {
                released = true;
                BodyBudget.this.release(acquired);
            }
        }
    }
}
