package dev.sluice.admin.group;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.PartitionLog;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.RecordBatch;

/**
 * Tells how long the oldest record that a group has not consumed waits, by reading that one record of each partition. What is
 * aborted or compacted away waits for nobody; a transaction that is still open waits since its first record. For threads that may wait.
 */
final class TimeLag {

    private static final Duration POLL = Duration.ofMillis(100);

    private final ConsumerPool committed;
    private final ConsumerPool uncommitted;
    private final Duration limit;
    private final Clock clock;

    /**
     * Reads nothing yet.
     *
     * @param committed consumers with the isolation level {@code read_committed}
     * @param uncommitted consumers with {@code read_uncommitted}
     * @param limit how long they read; what they have not found then is not told
     */
    TimeLag(ConsumerPool committed, ConsumerPool uncommitted, Duration limit, Clock clock) {
        this.committed = committed;
        this.uncommitted = uncommitted;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * How long the oldest record waits, by partition.
     *
     * @return zero, if none does; without those of which it is not known
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Duration> ages(Collection<Lag> lags) {
        Map<TopicPartition, Duration> ages = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Lag lag : lags) {
            Long start = lag.waitingFrom();
            if (start != null && lag.log() instanceof PartitionLog.Present present) {
                starts.put(lag.partition(), start);
                ends.put(lag.partition(), present.end());
            } else if (lag.records() != null) {
                ages.put(lag.partition(), Duration.ZERO);
            }
        }
        // Behind the end of what can be read with read_committed there is an open transaction.
        Map<TopicPartition, Long> open = read(committed, starts, ages);
        open.entrySet().removeIf(end -> end.getValue() >= ends.getOrDefault(end.getKey(), 0L));
        open.keySet().forEach(ages::remove);
        read(uncommitted, open, ages);
        return ages;
    }

    /** Reads, and gives the ends of those partitions in which it has found that there is nothing. */
    private Map<TopicPartition, Long> read(
            ConsumerPool consumers, Map<TopicPartition, Long> starts, Map<TopicPartition, Duration> ages) {
        return starts.isEmpty() ? Map.of() : consumers.with(consumer -> read(consumer, starts, ages));
    }

    private Map<TopicPartition, Long> read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> starts, Map<TopicPartition, Duration> ages) {
        Map<TopicPartition, Long> nothing = new HashMap<>();
        Set<TopicPartition> waiting = new HashSet<>(starts.keySet());
        // Before offsets are asked for: Kafka's client warns of partitions that are not assigned (KAFKA-20449, until
        // 4.4).
        consumer.assign(waiting);
        Map<TopicPartition, Long> ends = consumer.endOffsets(waiting);
        starts.forEach(consumer::seek);
        settle(consumer, waiting, starts, ends, ages, nothing);
        long began = System.nanoTime();
        while (!waiting.isEmpty() && System.nanoTime() - began < limit.toNanos()) {
            boolean found = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                found = true;
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (waiting.remove(partition)) {
                    consumer.pause(List.of(partition));
                    if (record.timestamp() != RecordBatch.NO_TIMESTAMP) {
                        ages.put(partition, age(record.timestamp()));
                    }
                }
            }
            if (!found) {
                settle(consumer, waiting, Map.of(), ends, ages, nothing);
            }
        }
        return nothing;
    }

    /** Is done with those partitions that have nothing more. */
    private static void settle(
            Consumer<byte[], byte[]> consumer,
            Set<TopicPartition> waiting,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Duration> ages,
            Map<TopicPartition, Long> nothing) {
        for (TopicPartition partition : List.copyOf(waiting)) {
            Long start = starts.get(partition);
            long position = start == null ? consumer.position(partition) : start;
            if (position >= ends.getOrDefault(partition, 0L)) {
                waiting.remove(partition);
                consumer.pause(List.of(partition));
                ages.put(partition, Duration.ZERO);
                nothing.put(partition, position);
            }
        }
    }

    /** Clocks differ: what was written later than now waits since now. */
    private Duration age(long timestamp) {
        return Duration.ofMillis(Math.max(0, clock.millis() - timestamp));
    }
}
