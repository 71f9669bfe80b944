package dev.sluice.processing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** Counts what became of records, by their types and outcomes. For one thread at a time. */
final class ProcessingCounters {

    private final MeterRegistry meters;
    private final Map<Key, Counter> counters = new HashMap<>();

    ProcessingCounters(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Key(String type, String outcome) {}

    void committed(Batch batch) {
        for (Batch.Entry entry : batch.entries()) {
            Outcome outcome = entry.outcome();
            counters.computeIfAbsent(new Key(outcome.type(), outcome.name()), this::counter)
                    .increment();
        }
    }

    private Counter counter(Key key) {
        return meters.counter("sluice.events.processed", "type", key.type(), "outcome", key.outcome());
    }
}
