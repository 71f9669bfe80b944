package dev.sluice.processing;

import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.processing.ProcessingOutcome.DeadLettered;
import dev.sluice.registry.SchemaRejectedException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The decision whether a record that failed is retried or dead-lettered. It has no state: {@link RetryState} counts the
 * attempts. Safe for any thread.
 *
 * @param maxAttempts attempts after which a record is dead-lettered, unless its failure is {@linkplain #isTransient
 *     transient}
 */
record FailurePolicy(DeadLetters deadLetters, EventCatalog catalog, int maxAttempts) {

    /** The consequence of a failed attempt. */
    sealed interface Decision {

        /**
         * The record is processed again after a delay, and its partition waits for it.
         *
         * @param type the event type's name, for metrics
         */
        record Retry(String type) implements Decision {}

        /** The record had its last attempt. */
        record GiveUp(DeadLettered outcome) implements Decision {}
    }

    /**
     * Decides about a record whose processing failed.
     *
     * @param attempts the record's failed attempts, including this one
     */
    Decision decide(ConsumerRecord<byte[], byte[]> record, Throwable failure, int attempts) {
        return isTransient(failure) || attempts < maxAttempts
                ? new Decision.Retry(type(record))
                : new Decision.GiveUp(deadLetter(
                        record, "every attempt failed, the last with " + describe(failure), failure, attempts));
    }

    /** Returns the outcome of a record whose output Kafka rejected. */
    DeadLettered deadLetter(ConsumerRecord<byte[], byte[]> record, RetryState.RejectedOutput rejected) {
        return rejected.isDeadLetter()
                ? new DeadLettered(type(record), deadLetters.withoutValue(record, rejected.cause()))
                : deadLetter(record, "Kafka rejected the resulting events", rejected.cause(), 1);
    }

    private DeadLettered deadLetter(
            ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause, int attempts) {
        return new DeadLettered(type(record), deadLetters.of(record, reason, cause, attempts));
    }

    private String type(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(EventHeaders.text(record.headers(), EventHeaders.TYPE))
                .flatMap(catalog::find)
                .map(EventType::name)
                .orElse(ProcessingOutcome.UNKNOWN_TYPE);
    }

    /**
     * Returns whether Kafka or the registry caused a failure, and not the record. Such a failure is retried without
     * limit: a dead letter would take a good event out of its order.
     */
    static boolean isTransient(Throwable failure) {
        return failure instanceof RetriableException || failure instanceof SchemaRejectedException;
    }

    /** Returns a failure's class and origin. Its message is left out because it may quote the event. */
    static String describe(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
