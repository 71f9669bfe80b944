package dev.sluice.ingress;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of all bodies that are held at one time, from their arrival to their answer: however many clients send
 * large ones at once, memory stays flat. Safe for any thread; it never waits.
 */
@Singleton
class BodyMemory {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyMemory(IngressConfig config, MeterRegistry meters) {
        this.limit = config.maxBodyMemory().asLongValue();
        meters.gauge("sluice.ingress.body.bytes", used);
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
}
