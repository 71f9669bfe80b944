package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.kafka.TransactionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts what became of records, by their types and outcomes. All counters of the types that come on the handled topics are
 * there from the start. Safe for any thread.
 */
final class ProcessingMeters {

    private final Map<String, Counters> byType;
    private final Counters unknown;
    private final TransactionMeters transactions;

    ProcessingMeters(MeterRegistry meters, EventCatalog catalog) {
        List<String> handled = catalog.handledTopics();
        byType = catalog.types().stream()
                .filter(type -> handled.contains(type.topic()))
                .map(EventType::name)
                .collect(Collectors.toUnmodifiableMap(Function.identity(), type -> counters(meters, type)));
        unknown = counters(meters, ProcessingOutcome.UNKNOWN_TYPE);
        transactions = new TransactionMeters(meters, "processing");
    }

    private record Counters(Counter handled, Counter passedOver, Counter deadLettered, Counter retried) {}

    TransactionMeters transactions() {
        return transactions;
    }

    void committed(Batch batch) {
        for (Batch.Entry entry : batch.entries()) {
            Counters counters = of(entry.outcome().type());
            Counter counter = entry.outcome() instanceof ProcessingOutcome.Handled
                    ? counters.handled()
                    : entry.outcome() instanceof ProcessingOutcome.PassedOver
                            ? counters.passedOver()
                            : counters.deadLettered();
            counter.increment();
        }
    }

    /** Counts an attempt that failed and is followed by another. */
    void retried(String type) {
        of(type).retried().increment();
    }

    /** A type that does not belong on these topics counts as unknown. */
    private Counters of(String type) {
        return byType.getOrDefault(type, unknown);
    }

    private static Counters counters(MeterRegistry meters, String type) {
        return new Counters(
                processed(meters, type, "handled"),
                processed(meters, type, "passed-over"),
                processed(meters, type, "dead-lettered"),
                Counter.builder("sluice.events.retried")
                        .description("Attempts to process an event that failed, and are followed by another")
                        .tag("type", type)
                        .register(meters));
    }

    private static Counter processed(MeterRegistry meters, String type, String outcome) {
        return Counter.builder("sluice.events.processed")
                .description("Records that processing has done with, in committed transactions")
                .tags("type", type, "outcome", outcome)
                .register(meters);
    }
}
