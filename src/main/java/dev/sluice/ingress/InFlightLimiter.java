package dev.sluice.ingress;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the number and the bytes of events that wait for Kafka's acknowledgement, so that memory stays bounded during an
 * outage. Safe for any thread; never blocks.
 */
@Singleton
public class InFlightLimiter {

    private final int maxEvents;
    private final long maxBytes;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    InFlightLimiter(IngressConfig config, MeterRegistry meters) {
        this(config.maxInFlight(), config.maxInFlightSize().asLongValue());
        Gauge.builder("sluice.ingress.in.flight.events", events, AtomicInteger::get)
                .baseUnit("events")
                .description("Events that wait for Kafka's acknowledgement")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.bytes", bytes, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .description("Bytes of keys and values that wait for Kafka's acknowledgement")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.limit.events", () -> maxEvents)
                .baseUnit("events")
                .description("Limit of events that wait for Kafka's acknowledgement: sluice.ingress.max-in-flight")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.limit.bytes", () -> maxBytes)
                .baseUnit(BaseUnits.BYTES)
                .description("Limit of bytes that wait for Kafka's acknowledgement: sluice.ingress.max-in-flight-size")
                .register(meters);
    }

    InFlightLimiter(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /**
     * Acquires room for events. Call {@link #release} with the same values if the result is true.
     *
     * @param size total size of their keys and values in bytes
     * @return whether there was room for all of them; if not, nothing was acquired
     */
    public boolean tryAcquire(int eventCount, long size) {
        if (events.addAndGet(eventCount) > maxEvents) {
            events.addAndGet(-eventCount);
            return false;
        }
        if (bytes.addAndGet(size) > maxBytes) {
            release(eventCount, size);
            return false;
        }
        return true;
    }

    /** Releases room that {@link #tryAcquire} acquired. */
    public void release(int eventCount, long size) {
        events.addAndGet(-eventCount);
        bytes.addAndGet(-size);
    }
}
