package dev.sluice.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which to continue after polled records. After the last record of a partition, it is the consumer's own next offset,
 * which has passed the markers of transactions: retention may delete them before another record is read.
 */
public final class PolledOffsets {

    private PolledOffsets() {}

    /** Returns the offset after the polled records of a partition, of which there is at least one. */
    public static long next(ConsumerRecords<?, ?> polled, TopicPartition partition) {
        return next(polled, partition, afterLast(polled, partition));
    }

    /**
     * Returns the offset at which to continue after some of the polled records.
     *
     * @param after the offset after the last of these records
     */
    public static long next(ConsumerRecords<?, ?> polled, TopicPartition partition, long after) {
        OffsetAndMetadata next = polled.nextOffsets().get(partition);
        return next != null && after == afterLast(polled, partition) ? next.offset() : after;
    }

    private static long afterLast(ConsumerRecords<?, ?> polled, TopicPartition partition) {
        var records = polled.records(partition);
        return records.get(records.size() - 1).offset() + 1;
    }
}
