package dev.sluice.projection;

import dev.sluice.kafka.PolledOffsets;
import dev.sluice.projection.ProjectionPositions.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that a generation of the consumer group reads: those whose positions fit the log. For one thread, which blocks on
 * a verification.
 */
final class ReadablePartitions {

    private final Generation generation;
    private final ProjectionVerification verification;
    /** The offset that the next record of each partition has, unless transaction markers or deleted records are before it. */
    private final Map<TopicPartition, Long> expected = new HashMap<>();

    ReadablePartitions(Generation generation, ProjectionVerification verification) {
        this.generation = generation;
        this.verification = verification;
        generation.positions().forEach((partition, position) -> expected.put(partition, position.offset()));
    }

    /**
     * Returns the records of readable partitions. Others stay unread in this generation: it has polled records that are in no table.
     *
     * @throws RuntimeException if the database or Kafka does not answer
     */
    ConsumerRecords<byte[], byte[]> select(ConsumerRecords<byte[], byte[]> records) {
        if (records.partitions().stream().anyMatch(partition -> hasGap(partition, records.records(partition)))) {
            // The consumer may have skipped records that were deleted.
            var unused = verification.verify();
        }
        Set<TopicPartition> invalid = verification.invalidPartitions();
        Set<TopicPartition> unread = generation.unread();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readable = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (invalid.contains(partition)) {
                unread.add(partition);
            }
            if (!unread.contains(partition)) {
                readable.put(partition, records.records(partition));
            }
        }
        return readable.size() == records.partitions().size()
                ? records
                : new ConsumerRecords<>(readable, records.nextOffsets());
    }

    /** Records that the records of a poll are in the tables. */
    void written(ConsumerRecords<byte[], byte[]> records) {
        records.partitions().forEach(partition -> expected.put(partition, PolledOffsets.next(records, partition)));
    }

    private boolean hasGap(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> polled) {
        Long next = expected.get(partition);
        return next != null && polled.get(0).offset() > next;
    }
}
