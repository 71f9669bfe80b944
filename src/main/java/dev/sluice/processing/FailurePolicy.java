package dev.sluice.processing;

import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.tracing.RecordMdc;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** Decides what becomes of a record whose processing failed: another attempt, or the dead letters. For one thread at a time. */
final class FailurePolicy {

    private static final Logger LOG = Logger.getLogger(FailurePolicy.class);

    private final PartitionRetries retries;
    private final DeadLetters deadLetters;
    private final EventCatalog catalog;
    private final Map<TopicPartition, Refusal> refusals = new HashMap<>();
    private final int maxAttempts;
    private final Clock clock;
    private final ProcessingMeters meters;

    FailurePolicy(
            PartitionRetries retries,
            DeadLetters deadLetters,
            EventCatalog catalog,
            int maxAttempts,
            Clock clock,
            ProcessingMeters meters) {
        this.retries = retries;
        this.deadLetters = deadLetters;
        this.catalog = catalog;
        this.maxAttempts = maxAttempts;
        this.clock = clock;
        this.meters = meters;
    }

    /** @param deadLetterToo whether its dead letter was refused as well */
    private record Refusal(long offset, Throwable cause, boolean deadLetterToo) {}

    /** The record's outcome, if it has had all its attempts; empty if it is to be tried again later. */
    Optional<ProcessingOutcome> failed(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        int attempts = retries.attempts(Batch.partition(record), record.offset()) + 1;
        boolean isItsFault = !isTheSurroundings(failure);
        try (RecordMdc fields = RecordMdc.of(record)) {
            // The message is left out, since it may quote the event.
            LOG.warnf(
                    "%s-%d@%d failed, attempt %d%s: %s",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    attempts,
                    isItsFault ? " of " + maxAttempts : "",
                    describe(failure));
            LOG.debug("It failed so", failure);
        }
        if (isItsFault && attempts >= maxAttempts) {
            return Optional.of(deadLetter(record, "each attempt failed with " + describe(failure), failure, attempts));
        }
        meters.retried(type(record));
        retries.failed(Batch.partition(record), record.offset(), clock.instant());
        return Optional.empty();
    }

    /**
     * Notes that what follows from a record, be it a dead letter, is not accepted by Kafka.
     *
     * @param cause the broker's or the producer's reason, final
     */
    void refuse(Batch.Entry entry, Throwable cause) {
        ConsumerRecord<byte[], byte[]> record = entry.record();
        boolean isDeadLetter = entry.outcome() instanceof ProcessingOutcome.DeadLettered;
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf(
                    "%s of %s-%d@%d cannot be published: %s",
                    isDeadLetter ? "The dead letter" : "What follows",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    cause.getClass().getName());
        }
        refusals.put(Batch.partition(record), new Refusal(record.offset(), cause, isDeadLetter));
    }

    /** Puts a record off that cannot be committed, so that its partition waits and the others go on. */
    void postpone(ConsumerRecord<byte[], byte[]> record) {
        retries.failed(Batch.partition(record), record.offset(), clock.instant());
    }

    /** The outcome of a record that was refused. */
    Optional<ProcessingOutcome> refused(ConsumerRecord<byte[], byte[]> record) {
        if (refusals.isEmpty()) {
            return Optional.empty();
        }
        Refusal refusal = refusals.get(Batch.partition(record));
        if (refusal == null || refusal.offset() != record.offset()) {
            return Optional.empty();
        }
        return Optional.of(
                refusal.deadLetterToo()
                        ? new ProcessingOutcome.DeadLettered(
                                type(record), deadLetters.withoutValue(record, refusal.cause()))
                        : deadLetter(record, "what follows from it cannot be published", refusal.cause(), 1));
    }

    private ProcessingOutcome deadLetter(
            ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause, int attempts) {
        return new ProcessingOutcome.DeadLettered(type(record), deadLetters.of(record, reason, cause, attempts));
    }

    private String type(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(EventHeaders.text(record.headers(), EventHeaders.TYPE))
                .flatMap(catalog::find)
                .map(EventType::name)
                .orElse(ProcessingOutcome.UNKNOWN_TYPE);
    }

    /** Those of some partitions that have to wait now. */
    List<TopicPartition> waiting(Instant now, Set<TopicPartition> assigned) {
        return retries.waiting(now).stream().filter(assigned::contains).toList();
    }

    /** Partitions that are not this instance's any more. */
    void forget(Collection<TopicPartition> partitions) {
        retries.forget(partitions);
        refusals.keySet().removeAll(partitions);
    }

    /** What will pass, and is no reason to take an event out of its order. */
    private static boolean isTheSurroundings(Throwable failure) {
        return failure instanceof RetriableException || failure instanceof SchemaRejectedException;
    }

    private static String describe(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
