package dev.sluice.deadletter;

import dev.sluice.kafka.RecordPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A scan over dead letters in the order of their positions, one partition after the other. It ends at the end offsets
 * of its start, so a redrive does not scan dead letters that it causes itself. For one thread, which blocks on Kafka.
 */
final class DeadLetterScanner {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Queue<TopicPartition> remaining = new ArrayDeque<>();
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Long> ends;
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private final Duration readTimeout;
    private @Nullable TopicPartition current;
    private long nextOffset;
    private @Nullable RecordPosition last;
    private long count;

    /**
     * Looks up the offsets at which the scan starts and ends.
     *
     * @param partitions the partitions to scan, ordered by topic and number
     * @param from the earliest timestamp of a dead letter; null for all
     * @param after the position after which the scan starts; null for the first position
     * @param readTimeout the maximum time to wait for the next record
     */
    DeadLetterScanner(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            @Nullable Instant from,
            @Nullable RecordPosition after,
            Duration readTimeout) {
        this.consumer = consumer;
        this.readTimeout = readTimeout;
        this.last = after;
        List<TopicPartition> selected = partitions.stream()
                .filter(partition ->
                        after == null || RecordPosition.PARTITIONS.compare(partition, after.partition()) >= 0)
                .toList();
        // Assigned before the offset requests: Kafka warns about unassigned partitions (KAFKA-20449, until 4.4).
        consumer.assign(selected);
        this.ends = consumer.endOffsets(selected);
        starts.putAll(consumer.beginningOffsets(selected));
        if (from != null) {
            startAt(from, selected);
        }
        consumer.assign(List.of());
        if (after != null) {
            starts.computeIfPresent(after.partition(), (partition, start) -> Math.max(start, after.offset() + 1));
        }
        selected.stream().filter(partition -> start(partition) < end(partition)).forEach(remaining::add);
    }

    private void startAt(Instant from, List<TopicPartition> selected) {
        Map<TopicPartition, Long> times = new HashMap<>();
        selected.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition partition : selected) {
            @Nullable OffsetAndTimestamp first = found.get(partition);
            starts.put(partition, first == null ? end(partition) : first.offset());
        }
    }

    /**
     * Returns the next dead letter, or null at the end of the scan.
     *
     * @throws TimeoutException if Kafka returns no record in time
     */
    @Nullable
    DeadLetter next() {
        long began = System.nanoTime();
        while (true) {
            ConsumerRecord<byte[], byte[]> record = fetched.poll();
            if (record != null) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < end(partition)) {
                    count++;
                    DeadLetter deadLetter = new DeadLetter(record);
                    last = deadLetter.position();
                    return deadLetter;
                }
            } else if (current == null || nextOffset >= end(current)) {
                current = remaining.poll();
                if (current == null) {
                    return null;
                }
                nextOffset = start(current);
            } else if (System.nanoTime() - began > readTimeout.toNanos()) {
                throw new TimeoutException("No records from " + current + " within " + readTimeout);
            } else {
                fetch(current);
            }
        }
    }

    private void fetch(TopicPartition partition) {
        // Between two dead letters the caller may have used the consumer for other partitions.
        if (!consumer.assignment().equals(Set.of(partition))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, nextOffset);
        }
        consumer.poll(POLL).forEach(fetched::add);
        nextOffset = consumer.position(partition);
    }

    /** Returns the number of dead letters that were read. */
    long count() {
        return count;
    }

    /** Returns the position of the last dead letter that was read, or the position after which the scan started. */
    @Nullable
    RecordPosition last() {
        return last;
    }

    private long start(TopicPartition partition) {
        return starts.getOrDefault(partition, 0L);
    }

    /** Returns the offset at which the scan ends in a partition. */
    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
