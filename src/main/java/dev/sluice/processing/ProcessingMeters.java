package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.kafka.TransactionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counters of processed records, by event type and outcome. The counters of all types on the handled topics exist from
 * the start. Safe for any thread.
 */
@Singleton
class ProcessingMeters {

    private final Map<String, Counters> byType;
    private final Counters unknown;
    private final TransactionMeters transactions;

    ProcessingMeters(MeterRegistry meters, EventCatalog catalog) {
        List<String> handled = catalog.consumedTopics();
        byType = catalog.types().stream()
                .filter(type -> handled.contains(type.topic()))
                .map(EventType::name)
                .collect(Collectors.toUnmodifiableMap(Function.identity(), type -> counters(meters, type)));
        unknown = counters(meters, ProcessingOutcome.UNKNOWN_TYPE);
        transactions = new TransactionMeters(meters, "processing");
    }

    private record Counters(Counter handled, Counter skipped, Counter deadLettered, Counter retried) {}

    TransactionMeters transactions() {
        return transactions;
    }

    /** Counts the records of a committed batch. */
    void committed(Batch batch) {
        for (Batch.Entry entry : batch.entries()) {
            Counters counters = of(entry.outcome().type());
            Counter counter = entry.outcome() instanceof ProcessingOutcome.Handled
                    ? counters.handled()
                    : entry.outcome() instanceof ProcessingOutcome.Skipped
                            ? counters.skipped()
                            : counters.deadLettered();
            counter.increment();
        }
    }

    /** Counts a failed attempt that is followed by another one. */
    void retried(String type) {
        of(type).retried().increment();
    }

    /** A type that belongs to other topics counts as unknown. */
    private Counters of(String type) {
        return byType.getOrDefault(type, unknown);
    }

    private static Counters counters(MeterRegistry meters, String type) {
        return new Counters(
                processed(meters, type, "handled"),
                processed(meters, type, "skipped"),
                processed(meters, type, "dead-lettered"),
                Counter.builder("sluice.events.retried")
                        .description("Failed attempts to process an event that are followed by another attempt")
                        .tag("type", type)
                        .register(meters));
    }

    private static Counter processed(MeterRegistry meters, String type, String outcome) {
        return Counter.builder("sluice.events.processed")
                .description("Records that were processed in committed transactions")
                .tags("type", type, "outcome", outcome)
                .register(meters);
    }
}
