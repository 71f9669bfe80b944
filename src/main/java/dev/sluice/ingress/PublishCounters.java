package dev.sluice.ingress;

import dev.sluice.event.EventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the events by type and by what became of them. Safe for any thread. */
@Singleton
class PublishCounters {

    private final MeterRegistry meters;
    private final Map<String, Counters> byType = new ConcurrentHashMap<>();

    PublishCounters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The counters of one type. */
    record Counters(Counter published, Counter failed, Counter shed) {}

    Counters of(EventType type) {
        return byType.computeIfAbsent(
                type.name(),
                name -> new Counters(counter(name, "published"), counter(name, "failed"), counter(name, "shed")));
    }

    private Counter counter(String type, String outcome) {
        return meters.counter("sluice.events.published", "type", type, "outcome", outcome);
    }
}
