package dev.sluice.kafka;

import dev.sluice.kafka.TransactionalProducer.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The timers of the Kafka transactions of one part of the application, by outcome. All timers are registered on creation, so that
 * their metrics exist from the start. Thread-safe.
 */
public final class TransactionMeters {

    /** From the usual duration (10 to 50 ms) up to {@code transaction.timeout.ms}, which is 10 s. */
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

    /** @param part the part of the application, a label of the timers */
    public TransactionMeters(MeterRegistry meters, String part) {
        committed = timer(meters, part, "committed");
        aborted = timer(meters, part, "aborted");
        unknown = timer(meters, part, "unknown");
    }

    private static Timer timer(MeterRegistry meters, String part, String outcome) {
        return Timer.builder("sluice.transaction")
                .description("Duration of Kafka transactions, from begin to commit or abort")
                .tags("part", part, "outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    void record(Outcome outcome, long nanos) {
        Timer timer = outcome instanceof Outcome.Committed
                ? committed
                : outcome instanceof Outcome.Aborted ? aborted : unknown;
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
