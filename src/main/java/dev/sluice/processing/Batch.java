package dev.sluice.processing;

import dev.sluice.processing.ProcessingOutcome.Completed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The processed records that are committed in one transaction. For one thread at a time. */
final class Batch {

    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> handled = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    /** A processed record and its outcome. */
    record Entry(ConsumerRecord<byte[], byte[]> record, Completed outcome) {}

    static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    void add(ConsumerRecord<byte[], byte[]> record, Completed outcome) {
        Entry entry = new Entry(record, outcome);
        entries.add(entry);
        if (!(outcome instanceof ProcessingOutcome.Skipped)) {
            handled.add(entry);
        }
        offsets.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
    }

    /** Returns all processed records. */
    List<Entry> entries() {
        return entries;
    }

    /** Returns the records that were not skipped. Only they have output, which can make a transaction fail. */
    List<Entry> handled() {
        return handled;
    }

    Iterable<ConsumerRecord<byte[], byte[]>> handledRecords() {
        return () -> handled.stream().map(Entry::record).iterator();
    }

    /** Returns the offset of the next record to process, for each partition that has an entry. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }
}
