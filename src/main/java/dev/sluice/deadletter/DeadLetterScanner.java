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
 * Goes through dead letters in the order of their places, one partition after the other, up to where each ended when the scan
 * began: what a redrive leads to is not scanned by it. For one thread, which waits for Kafka.
 */
final class DeadLetterScanner {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Queue<TopicPartition> ahead = new ArrayDeque<>();
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Long> ends;
    private final Queue<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
    private final Duration patience;
    private @Nullable TopicPartition current;
    private long next;
    private @Nullable RecordPosition last;
    private long count;

    /**
     * Begins a scan.
     *
     * @param partitions in the order of places
     * @param from letters that were written earlier are passed over
     * @param after the place behind which it begins
     * @param patience for how long Kafka may give nothing
     */
    DeadLetterScanner(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            @Nullable Instant from,
            @Nullable RecordPosition after,
            Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
        this.last = after;
        List<TopicPartition> wanted = partitions.stream()
                .filter(partition ->
                        after == null || RecordPosition.PARTITIONS.compare(partition, after.partition()) >= 0)
                .toList();
        // Before offsets are asked for: Kafka's client warns of partitions that are not assigned (KAFKA-20449, until
        // 4.4).
        consumer.assign(wanted);
        this.ends = consumer.endOffsets(wanted);
        starts.putAll(consumer.beginningOffsets(wanted));
        if (from != null) {
            startAt(from, wanted);
        }
        consumer.assign(List.of());
        if (after != null) {
            starts.computeIfPresent(after.partition(), (partition, start) -> Math.max(start, after.offset() + 1));
        }
        wanted.stream().filter(partition -> start(partition) < end(partition)).forEach(ahead::add);
    }

    private void startAt(Instant from, List<TopicPartition> wanted) {
        Map<TopicPartition, Long> times = new HashMap<>();
        wanted.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition partition : wanted) {
            @Nullable OffsetAndTimestamp first = found.get(partition);
            starts.put(partition, first == null ? end(partition) : first.offset());
        }
    }

    /**
     * The next letter, or null at the end.
     *
     * @throws TimeoutException if Kafka gives nothing for too long
     */
    @Nullable
    DeadLetter next() {
        long began = System.nanoTime();
        while (true) {
            ConsumerRecord<byte[], byte[]> record = read.poll();
            if (record != null) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < end(partition)) {
                    count++;
                    DeadLetter letter = new DeadLetter(record);
                    last = letter.place();
                    return letter;
                }
            } else if (current == null || next >= end(current)) {
                current = ahead.poll();
                if (current == null) {
                    return null;
                }
                next = start(current);
            } else if (System.nanoTime() - began > patience.toNanos()) {
                throw new TimeoutException("no records of " + current + " for " + patience);
            } else {
                readOn(current);
            }
        }
    }

    private void readOn(TopicPartition partition) {
        // Between two letters the consumer may have been used for something else.
        if (!consumer.assignment().equals(Set.of(partition))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, next);
        }
        consumer.poll(POLL).forEach(read::add);
        next = consumer.position(partition);
    }

    /** How many letters were read. */
    long count() {
        return count;
    }

    /** The place of the letter that was read last. */
    @Nullable
    RecordPosition last() {
        return last;
    }

    private long start(TopicPartition partition) {
        return starts.getOrDefault(partition, 0L);
    }

    /** Where a partition ends for this scan. */
    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
