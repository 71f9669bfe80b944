package dev.sluice.processing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Polled records of partitions whose first one waits for HTTP handlers. They precede those that the consumer polls next. Polling them
 * again instead would cost a fetch for each batch, and would leave handlers without events meanwhile. For one thread at a time.
 */
final class WaitingRecords {

    /** The size that the consumer buffers for a partition, {@code max.partition.fetch.bytes}. */
    private static final long MAX_PARTITION_BYTES = 1024 * 1024;

    private static final long MAX_BYTES = 32 * MAX_PARTITION_BYTES;

    private final Predicate<ConsumerRecord<byte[], byte[]>> isCalled;
    private final Predicate<ConsumerRecord<byte[], byte[]>> isDone;
    private final int maxRecords;
    private final Map<TopicPartition, Waiting> byPartition = new HashMap<>();
    private long turns;

    /**
     * @param isCalled returns whether handlers are called with a record
     * @param isDone returns whether they have answered
     * @param maxRecords number of records of a partition from which on no more are polled
     */
    WaitingRecords(
            Predicate<ConsumerRecord<byte[], byte[]>> isCalled,
            Predicate<ConsumerRecord<byte[], byte[]>> isDone,
            int maxRecords) {
        this.isCalled = isCalled;
        this.isDone = isDone;
        this.maxRecords = maxRecords;
    }

    /**
     * The records of a partition.
     *
     * @param next the consumer's offset after the records, if it is known
     * @param turn the order of partitions, by when records of each were processed last
     */
    private record Waiting(
            List<ConsumerRecord<byte[], byte[]>> records,
            long bytes,
            @Nullable OffsetAndMetadata next,
            long turn) {}

    boolean isEmpty() {
        return byPartition.isEmpty();
    }

    Set<TopicPartition> partitions() {
        return byPartition.keySet();
    }

    /** Returns whether the first record of a partition is done, other than of the given ones. */
    boolean hasReady(Collection<TopicPartition> excluded) {
        return byPartition.entrySet().stream()
                .anyMatch(partition -> !excluded.contains(partition.getKey()) && isReady(partition.getValue()));
    }

    private boolean isReady(Waiting waiting) {
        return isDone.test(waiting.records.get(0));
    }

    /** Returns the partitions of which no more records may be polled. */
    Set<TopicPartition> full() {
        long total = byPartition.values().stream().mapToLong(Waiting::bytes).sum();
        return byPartition.entrySet().stream()
                .filter(partition -> total >= MAX_BYTES
                        || partition.getValue().bytes >= MAX_PARTITION_BYTES
                        || partition.getValue().records.size() >= maxRecords)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the records to process: those that were polled, after the waiting ones of their partitions, and those of partitions whose
     * first record is done.
     *
     * @param excluded partitions of which nothing was polled and nothing is to be processed
     */
    ConsumerRecords<byte[], byte[]> before(
            ConsumerRecords<byte[], byte[]> polled, Collection<TopicPartition> excluded) {
        if (byPartition.isEmpty()) {
            return polled;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
        // A batch may end before the last partition, which is then among the first.
        byPartition.entrySet().stream()
                .sorted(Comparator.comparingLong(partition -> partition.getValue().turn))
                .forEach(partition -> {
                    Waiting waiting = partition.getValue();
                    List<ConsumerRecord<byte[], byte[]>> following = polled.records(partition.getKey());
                    if (!following.isEmpty()) {
                        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(waiting.records);
                        all.addAll(following);
                        records.put(partition.getKey(), all);
                    } else if (!excluded.contains(partition.getKey()) && isReady(waiting)) {
                        records.put(partition.getKey(), waiting.records);
                        if (waiting.next != null) {
                            next.put(partition.getKey(), waiting.next);
                        }
                    }
                });
        polled.partitions().forEach(partition -> records.putIfAbsent(partition, polled.records(partition)));
        return new ConsumerRecords<>(records, next);
    }

    /**
     * Keeps the unprocessed records of a partition if the first of them waits for HTTP handlers.
     *
     * @param processed the records that were to be processed
     * @param offset the offset of the first unprocessed one, or after the last one
     * @return whether the consumer's position is right; otherwise it has to be set to the offset
     */
    boolean keep(ConsumerRecords<byte[], byte[]> processed, TopicPartition partition, long offset) {
        Waiting previous = byPartition.remove(partition);
        List<ConsumerRecord<byte[], byte[]>> records = processed.records(partition);
        if (records.get(records.size() - 1).offset() < offset) {
            return true;
        }
        int first = 0;
        while (records.get(first).offset() < offset) {
            first++;
        }
        if (!isCalled.test(records.get(first))) {
            return false;
        }
        List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>(records.subList(first, records.size()));
        long bytes = kept.stream()
                .mapToLong(
                        record -> Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()))
                .sum();
        long turn = previous != null && first == 0 ? previous.turn : turns++;
        byPartition.put(
                partition, new Waiting(kept, bytes, processed.nextOffsets().get(partition), turn));
        return true;
    }

    /** Drops the records of partitions whose position is set anew, or which are revoked. */
    void drop(Collection<TopicPartition> partitions) {
        byPartition.keySet().removeAll(partitions);
    }
}
