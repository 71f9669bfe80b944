package dev.sluice.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of all bodies that are held at one time, from their arrival to their answer: however many clients send
 * large ones at once, memory stays flat. Safe for any thread; it never waits.
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
                .description("Bodies of requests that are held in memory")
                .register(meters);
        Gauge.builder("sluice.http.body.limit.bytes", () -> limit)
                .baseUnit(BaseUnits.BYTES)
                .description("The most bytes of bodies that may be held: sluice.http.max-body-memory")
                .register(meters);
    }

    /** Takes so many bytes, or none if there are not so many left; what is taken must be given back. */
    public boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    public void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** What one body takes, and gives back as a whole. Safe for any thread. */
    public final class Share {

        private long taken;
        private boolean closed;

        /** Takes more, unless there is not so much left, or it was given back. */
        public synchronized boolean take(long bytes) {
            if (closed || !BodyBudget.this.take(bytes)) {
                return false;
            }
            taken += bytes;
            return true;
        }

        public synchronized void giveBack() {
            if (!closed) {
                closed = true;
                BodyBudget.this.giveBack(taken);
            }
        }
    }
}
