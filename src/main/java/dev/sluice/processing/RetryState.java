package dev.sluice.processing;

import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The failed record of each partition, if it has one: its attempts, the time of its next attempt, and whether Kafka
 * rejected its output. For one thread at a time.
 */
final class RetryState {

    private final Duration backoff;
    private final Duration maxBackoff;
    private final Clock clock;
    private final Map<TopicPartition, Retry> retries = new HashMap<>();
    private final Map<TopicPartition, RejectedOutput> rejectedOutputs = new HashMap<>();

    /**
     * @param backoff the delay before a record's second attempt, which doubles with each further one
     * @param maxBackoff the longest delay
     */
    RetryState(Duration backoff, Duration maxBackoff, Clock clock) {
        this.backoff = backoff;
        this.maxBackoff = maxBackoff;
        this.clock = clock;
    }

    private static final class Retry {

        private final long offset;
        private final Backoff delays;
        private int attempts;
        private Instant due = Instant.MIN;

        Retry(long offset, Backoff delays) {
            this.offset = offset;
            this.delays = delays;
        }
    }

    /**
     * A record whose output Kafka rejected.
     *
     * @param cause the final reason of the broker or the producer
     * @param isDeadLetter whether the rejected output was the record's dead letter
     */
    record RejectedOutput(long offset, Throwable cause, boolean isDeadLetter) {}

    /** Returns the number of a record's failed attempts. */
    int failedAttempts(ConsumerRecord<byte[], byte[]> record) {
        Retry retry = retries.get(Batch.partition(record));
        return retry == null || retry.offset != record.offset() ? 0 : retry.attempts;
    }

    /** Counts a record's failed attempt and schedules the next one. The record's partition waits until then. */
    void retryLater(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = Batch.partition(record);
        Retry retry = retries.get(partition);
        if (retry == null || retry.offset != record.offset()) {
            retry = new Retry(record.offset(), new Backoff(backoff, maxBackoff));
            retries.put(partition, retry);
        }
        retry.attempts++;
        retry.due = clock.instant().plus(retry.delays.next());
    }

    /** Returns those of the given partitions whose next attempt is not due yet. */
    List<TopicPartition> waiting(Set<TopicPartition> assigned) {
        Instant now = clock.instant();
        return retries.entrySet().stream()
                .filter(retry -> retry.getValue().due.isAfter(now))
                .map(Map.Entry::getKey)
                .filter(assigned::contains)
                .toList();
    }

    /** Remembers that Kafka rejected the output of a record. */
    void rejectOutput(Batch.Entry entry, Throwable cause) {
        rejectedOutputs.put(
                Batch.partition(entry.record()),
                new RejectedOutput(
                        entry.record().offset(), cause, entry.outcome() instanceof ProcessingOutcome.DeadLettered));
    }

    /** Returns the rejection of a record's output; empty if its output was not rejected. */
    Optional<RejectedOutput> rejectedOutput(ConsumerRecord<byte[], byte[]> record) {
        if (rejectedOutputs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(rejectedOutputs.get(Batch.partition(record)))
                .filter(rejected -> rejected.offset() == record.offset());
    }

    /** Drops the state of partitions that are revoked. */
    void forget(Collection<TopicPartition> partitions) {
        retries.keySet().removeAll(partitions);
        rejectedOutputs.keySet().removeAll(partitions);
    }
}
