package dev.sluice.ingress;

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
class BodyMemory {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyMemory(IngressConfig config, MeterRegistry meters) {
        this.limit = config.maxBodyMemory().asLongValue();
        Gauge.builder("sluice.ingress.body.bytes", used, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .description("Bodies of requests that are held in memory")
                .register(meters);
        Gauge.builder("sluice.ingress.body.limit.bytes", () -> limit)
                .baseUnit(BaseUnits.BYTES)
                .description("The most bytes of bodies that may be held: sluice.ingress.max-body-memory")
                .register(meters);
    }

    /** Takes so many bytes, or none if there are not so many left; what is taken must be given back. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** What one body takes, and gives back as a whole. Safe for any thread. */
    final class Share {

        private long taken;
        private boolean closed;

        /** Takes more, unless there is not so much left, or it was given back. */
        synchronized boolean take(long bytes) {
            if (closed || !BodyMemory.this.take(bytes)) {
                return false;
            }
            taken += bytes;
            return true;
        }

        synchronized void giveBack() {
            if (!closed) {
                closed = true;
                BodyMemory.this.giveBack(taken);
            }
        }
    }
}
