package dev.sluice.processing;

import dev.sluice.processing.BatchTransaction.Result;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls, processes and commits, a batch in a transaction: what follows from its records becomes visible together with
 * their offsets, or not at all. A partition whose next record failed waits, and the others go on. For one thread at a time.
 */
final class ProcessingLoop implements ConsumerRebalanceListener {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final BatchTransaction transaction;
    private final BatchProcessor processor;
    private final FailurePolicy failures;
    private final Clock clock;
    private final int maxBatch;
    private int limit;

    ProcessingLoop(
            Consumer<byte[], byte[]> consumer,
            BatchTransaction transaction,
            BatchProcessor processor,
            FailurePolicy failures,
            int maxBatch,
            Clock clock) {
        this.consumer = consumer;
        this.transaction = transaction;
        this.processor = processor;
        this.failures = failures;
        this.maxBatch = maxBatch;
        this.limit = maxBatch;
        this.clock = clock;
    }

    void subscribe(Collection<String> topics) {
        consumer.subscribe(topics, this);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // each starts where its offsets are committed
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        failures.forget(partitions);
    }

    /**
     * Processes what a poll brings.
     *
     * @return what was committed, and nothing if a part of it comes again at once; empty if that should not be at once
     * @throws RuntimeException if it is not known any more where the consumer stands: a new one has to go on
     */
    Optional<Batch> next() {
        consumer.resume(consumer.paused());
        consumer.pause(failures.waiting(clock.instant(), consumer.assignment()));
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            return Optional.of(new Batch());
        }
        Batch batch = processor.process(records, limit);
        Result result =
                batch.entries().isEmpty() ? Result.COMMITTED : transaction.commit(batch, consumer.groupMetadata());
        if (result == Result.COMMITTED) {
            limit = Math.min(maxBatch, limit * 2);
            goOnAfter(batch, records);
            return Optional.of(batch);
        }
        // A batch that does not get through is cut in half, down to a single record.
        int size = batch.handled().size();
        limit = Math.max(1, size / 2);
        if (result == Result.FAILED && size == 1) {
            failures.postpone(batch.handled().get(0).record());
        }
        takeBack(records);
        return result == Result.TOO_LARGE ? Optional.of(new Batch()) : Optional.empty();
    }

    /** Goes back to what is committed; of a partition of which nothing is, to where the batch began. */
    private void takeBack(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(records.partitions());
        for (TopicPartition partition : records.partitions()) {
            OffsetAndMetadata offset = committed.get(partition);
            consumer.seek(partition, offset == null ? first(records, partition) : offset.offset());
        }
    }

    /** Goes back to the records that were not processed. */
    private void goOnAfter(Batch batch, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            OffsetAndMetadata next = batch.offsets().get(partition);
            long offset = next == null ? first(records, partition) : next.offset();
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            if (offset <= polled.get(polled.size() - 1).offset()) {
                consumer.seek(partition, offset);
            }
        }
    }

    private static long first(ConsumerRecords<byte[], byte[]> records, TopicPartition partition) {
        return records.records(partition).get(0).offset();
    }
}
