package dev.sluice.kafka;

import dev.sluice.kafka.TransactionalProducer.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many transactions of one part of the application ended how, and how long they took. The meters are there from when this
 * is made. Safe for any thread.
 */
public final class TransactionMeters {

    /** From small ones (10 to 50 ms) to those that reach {@code transaction.timeout.ms}, which is 10 s. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final Timer committed;
    private final Timer aborted;
    private final Timer unknown;

    /** @param part whose transactions they are, as a label */
    public TransactionMeters(MeterRegistry meters, String part) {
        committed = timer(meters, part, "committed");
        aborted = timer(meters, part, "aborted");
        unknown = timer(meters, part, "unknown");
    }

    private static Timer timer(MeterRegistry meters, String part, String outcome) {
        return Timer.builder("sluice.transaction")
                .description("Kafka transactions, from their begin to their end")
                .tags("part", part, "outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    void ended(Outcome outcome, long nanos) {
        Timer timer = outcome instanceof Outcome.Committed
                ? committed
                : outcome instanceof Outcome.Aborted ? aborted : unknown;
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
