package dev.sluice.ingress;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the events that wait for Kafka, in number and in bytes, so that an outage costs no more memory than this. Safe for
 * any thread; it never waits.
 */
@Singleton
class InFlightLimiter {

    private final int maxEvents;
    private final long maxBytes;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    InFlightLimiter(IngressConfig config, MeterRegistry meters) {
        this(config.maxInFlight(), config.maxInFlightSize().asLongValue());
        Gauge.builder("sluice.ingress.in.flight.events", events, AtomicInteger::get)
                .baseUnit("events")
                .description("Events that wait for Kafka")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.bytes", bytes, AtomicLong::get)
                .baseUnit(BaseUnits.BYTES)
                .description("Keys and values that wait for Kafka")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.limit.events", () -> maxEvents)
                .baseUnit("events")
                .description("The most events that may wait for Kafka: sluice.ingress.max-in-flight")
                .register(meters);
        Gauge.builder("sluice.ingress.in.flight.limit.bytes", () -> maxBytes)
                .baseUnit(BaseUnits.BYTES)
                .description("The most bytes that may wait for Kafka: sluice.ingress.max-in-flight-size")
                .register(meters);
    }

    InFlightLimiter(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Takes places for so many events of so many bytes in all, or none; what is taken must be given back by {@link #leave}. */
    boolean enter(int eventCount, long size) {
        if (events.addAndGet(eventCount) > maxEvents) {
            events.addAndGet(-eventCount);
            return false;
        }
        if (bytes.addAndGet(size) > maxBytes) {
            leave(eventCount, size);
            return false;
        }
        return true;
    }

    void leave(int eventCount, long size) {
        events.addAndGet(-eventCount);
        bytes.addAndGet(-size);
    }
}
