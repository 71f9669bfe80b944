package dev.sluice.processing;

import dev.sluice.processing.ProcessingPositions.InvalidPositionException;
import dev.sluice.processing.http.EventCalls;
import dev.sluice.tracing.RecordMdc;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The exactly-once loop: poll, process, commit. The output of a batch and the batch's offsets are published atomically.
 * While the next record of a partition waits for its retry, or for HTTP handlers, the other partitions continue. For one
 * thread at a time; only {@link #wakeup()} is safe for any thread.
 */
final class ProcessingLoop implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ProcessingLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Records whose calls are done are processed after the next poll. */
    private static final Duration POLL_WHILE_CALLING = Duration.ofMillis(10);

    private final Consumer<byte[], byte[]> consumer;
    private final BatchTransaction transaction;
    private final AssignedPositions positions;
    private final BatchProcessor processor;
    private final RetryState retries;
    private final EventCalls calls;
    private final WaitingRecords waiting;
    private final int maxBatch;
    private int limit;

    ProcessingLoop(
            Consumer<byte[], byte[]> consumer,
            BatchTransaction transaction,
            AssignedPositions positions,
            BatchProcessor processor,
            RetryState retries,
            EventCalls calls,
            int maxBatch) {
        this.consumer = consumer;
        this.transaction = transaction;
        this.positions = positions;
        this.processor = processor;
        this.retries = retries;
        this.calls = calls;
        this.waiting = new WaitingRecords(calls::isCalled, calls::isDone, maxBatch);
        this.maxBatch = maxBatch;
        this.limit = maxBatch;
    }

    /** The result of one iteration. */
    sealed interface Step {

        /** A batch was committed. */
        record Committed(Batch batch) implements Step {}

        /** There was nothing to commit: no records, or only records that wait for a retry or for HTTP handlers. */
        record Idle() implements Step {}

        /** Kafka rejected a record of the batch. The records are processed again immediately, in smaller batches. */
        record Retry() implements Step {}

        /** The batch was not committed. Its records are processed again; the caller waits before the next iteration. */
        record Backoff() implements Step {}
    }

    Set<String> existingTopics() {
        return consumer.listTopics().keySet();
    }

    /** Returns whether the group can continue. Until then, the loop must not subscribe. */
    boolean hasValidPositions() {
        return positions.verify();
    }

    void subscribe(Collection<String> topics) {
        consumer.subscribe(topics, this);
    }

    /** Makes a blocking call of the loop's consumer throw {@code WakeupException}. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Another instance may have processed them, or they may belong to a recreated topic.
        forgetCalls(partitions);
        positions.assigned(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        retries.forget(partitions);
        forgetCalls(partitions);
        positions.revoked(partitions);
    }

    private void forgetCalls(Collection<TopicPartition> partitions) {
        waiting.drop(partitions);
        calls.forget(partitions);
    }

    /**
     * Polls once, and processes and commits the polled records.
     *
     * @throws InvalidPositionException if the group must not be continued
     * @throws RuntimeException if the consumer's position is unknown; the caller then continues with a new loop
     */
    Step next() {
        consumer.resume(consumer.paused());
        List<TopicPartition> retried = retries.waiting(consumer.assignment());
        consumer.pause(retried);
        consumer.pause(waiting.full());
        ConsumerRecords<byte[], byte[]> polled = poll(pollLimit(retried));
        if (!positions.check()) {
            polled.partitions().forEach(partition -> consumer.seek(partition, first(polled, partition)));
            return new Step.Backoff();
        }
        ConsumerRecords<byte[], byte[]> records = waiting.before(polled, retried);
        if (records.isEmpty()) {
            positions.passMarkers(waiting.partitions());
            return new Step.Idle();
        }
        Batch batch = processor.process(records, limit);
        if (batch.entries().isEmpty()) {
            proceedAfter(batch, records);
            return new Step.Idle();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = positions.toCommit(batch, records);
        BatchTransaction.Result result = transaction.commit(batch, offsets, consumer.groupMetadata());
        if (result instanceof BatchTransaction.Result.Committed) {
            positions.committed(offsets);
            calls.committed(offsets);
            proceedAfter(batch, records);
            return new Step.Committed(batch);
        }
        // Halve the batch until it commits, or until the record that makes it fail is alone.
        int size = batch.handled().size();
        limit = Math.max(1, size / 2);
        if (size == 1) {
            isolate(batch.handled().get(0), result);
        }
        rewindToCommitted(records);
        return result instanceof BatchTransaction.Result.TooLarge ? new Step.Retry() : new Step.Backoff();
    }

    private Duration pollLimit(List<TopicPartition> retried) {
        return waiting.isEmpty() ? POLL : waiting.hasReady(retried) ? Duration.ZERO : POLL_WHILE_CALLING;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration limit) {
        try {
            return consumer.poll(limit);
        } catch (NoOffsetForPartitionException e) {
            // The check of new partitions commits their first offsets, at which the next poll continues.
            return ConsumerRecords.empty();
        }
    }

    private void isolate(Batch.Entry entry, BatchTransaction.Result result) {
        if (result instanceof BatchTransaction.Result.TooLarge tooLarge) {
            rejectOutput(entry, tooLarge.cause());
        } else {
            // Its partition waits, so that the others continue.
            retries.retryLater(entry.record());
        }
    }

    private void proceedAfter(Batch batch, ConsumerRecords<byte[], byte[]> records) {
        limit = Math.min(maxBatch, limit * 2);
        seekToFirstUnprocessed(batch, records);
    }

    /** Remembers the rejection, so that the record is dead-lettered when it is processed again. */
    private void rejectOutput(Batch.Entry entry, Throwable cause) {
        ConsumerRecord<byte[], byte[]> record = entry.record();
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf(
                    "Kafka rejected the %s of %s-%d@%d: %s",
                    entry.outcome() instanceof ProcessingOutcome.DeadLettered ? "dead letter" : "resulting events",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    cause.getClass().getName());
        }
        retries.rejectOutput(entry, cause);
    }

    /**
     * Seeks to the committed offsets. A partition that has none is rewound to its first polled record. The results of HTTP
     * handlers are kept.
     */
    private void rewindToCommitted(ConsumerRecords<byte[], byte[]> records) {
        waiting.drop(records.partitions());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(records.partitions());
        for (TopicPartition partition : records.partitions()) {
            OffsetAndMetadata offset = committed.get(partition);
            consumer.seek(partition, offset == null ? first(records, partition) : offset.offset());
        }
    }

    /** Seeks to the first record of each partition that is not in the batch, unless it waits for HTTP handlers. */
    private void seekToFirstUnprocessed(Batch batch, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            OffsetAndMetadata next = batch.offsets().get(partition);
            long offset = next == null ? first(records, partition) : next.offset();
            if (!waiting.keep(records, partition, offset)) {
                consumer.seek(partition, offset);
            }
        }
    }

    private static long first(ConsumerRecords<byte[], byte[]> records, TopicPartition partition) {
        return records.records(partition).get(0).offset();
    }

    /** Closes the Kafka clients: the producer first, then the consumer. */
    @Override
    public void close() {
        try (consumer) {
            transaction.close();
        }
    }
}
