package dev.sluice.processing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What has been processed and is to be committed in one transaction. For one thread at a time. */
final class Batch {

    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> handled = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    /** A record, and what became of it. */
    record Entry(ConsumerRecord<byte[], byte[]> record, ProcessingOutcome outcome) {}

    static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    void add(ConsumerRecord<byte[], byte[]> record, ProcessingOutcome outcome) {
        Entry entry = new Entry(record, outcome);
        entries.add(entry);
        if (!(outcome instanceof ProcessingOutcome.PassedOver)) {
            handled.add(entry);
        }
        offsets.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
    }

    List<Entry> entries() {
        return entries;
    }

    /** Those that were not passed over: they alone make the transaction large, and can be why it fails. */
    List<Entry> handled() {
        return handled;
    }

    Iterable<ConsumerRecord<byte[], byte[]>> handledRecords() {
        return () -> handled.stream().map(Entry::record).iterator();
    }

    /** The offset of the next record to process, for each partition of which one was. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }
}
