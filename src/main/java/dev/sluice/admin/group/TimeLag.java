package dev.sluice.admin.group;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.KafkaClients;
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
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.RecordBatch;

/**
 * Measures the age of the oldest record that a group has not consumed, by reading this record in each partition.
 * Aborted and compacted records do not count. A transaction that is still open counts from its first record. For
 * threads that may block.
 */
final class TimeLag implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final ConsumerPool readCommitted;
    private final ConsumerPool readUncommitted;
    private final Duration maxTime;
    private final Clock clock;

    /**
     * Creates the pools of consumers. They connect with their first read.
     *
     * @param name the prefix of the consumers' client ids
     * @param size the maximum number of concurrent reads
     */
    TimeLag(KafkaClients kafka, String name, int size, GroupsConfig config, Clock clock) {
        this.readCommitted = pool(kafka, name, size, config, "read_committed");
        this.readUncommitted = pool(kafka, name + "-uncommitted", size, config, "read_uncommitted");
        this.maxTime = config.maxTime();
        this.clock = clock;
    }

    private static ConsumerPool pool(
            KafkaClients kafka, String name, int size, GroupsConfig config, String isolationLevel) {
        Map<String, String> settings = new HashMap<>(config.consumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolationLevel);
        return new ConsumerPool(
                kafka,
                name,
                size,
                settings,
                () -> GroupProblem.BUSY.with(
                        "The maximum number of concurrent requests (sluice.consumer-groups.max-requests) is reached;"
                                + " retry later"));
    }

    /**
     * Returns the age of the oldest unconsumed record by partition, and zero if all records are consumed. Leaves out
     * partitions whose age is unknown, such as those that were not read within {@code sluice.consumer-groups.max-time}.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Duration> ages(Collection<Lag> lags) {
        Map<TopicPartition, Duration> ages = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Lag lag : lags) {
            Long start = lag.firstUnconsumed();
            if (start != null && lag.log() instanceof PartitionLog.Present present) {
                starts.put(lag.partition(), start);
                ends.put(lag.partition(), present.end());
            } else if (lag.records() != null) {
                ages.put(lag.partition(), Duration.ZERO);
            }
        }
        // A read_committed consumer that stops before the end of the log has reached an open transaction.
        Map<TopicPartition, Long> open = read(readCommitted, starts, ages);
        open.entrySet().removeIf(stopped -> stopped.getValue() >= ends.getOrDefault(stopped.getKey(), 0L));
        open.keySet().forEach(ages::remove);
        read(readUncommitted, open, ages);
        return ages;
    }

    /**
     * Adds the ages of records to {@code ages}. Returns the positions of the partitions in which it found no record.
     */
    private Map<TopicPartition, Long> read(
            ConsumerPool consumers, Map<TopicPartition, Long> starts, Map<TopicPartition, Duration> ages) {
        return starts.isEmpty() ? Map.of() : consumers.with(consumer -> read(consumer, starts, ages));
    }

    private Map<TopicPartition, Long> read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> starts, Map<TopicPartition, Duration> ages) {
        Map<TopicPartition, Long> withoutRecord = new HashMap<>();
        Set<TopicPartition> pending = new HashSet<>(starts.keySet());
        // Assigned before the offset requests: Kafka warns about unassigned partitions (KAFKA-20449, until 4.4).
        consumer.assign(pending);
        Map<TopicPartition, Long> ends = consumer.endOffsets(pending);
        starts.forEach(consumer::seek);
        finishAtEnd(consumer, pending, starts, ends, ages, withoutRecord);
        long began = System.nanoTime();
        while (!pending.isEmpty() && System.nanoTime() - began < maxTime.toNanos()) {
            boolean found = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                found = true;
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (pending.remove(partition)) {
                    consumer.pause(List.of(partition));
                    if (record.timestamp() != RecordBatch.NO_TIMESTAMP) {
                        ages.put(partition, age(record.timestamp()));
                    }
                }
            }
            if (!found) {
                finishAtEnd(consumer, pending, Map.of(), ends, ages, withoutRecord);
            }
        }
        return withoutRecord;
    }

    /** Removes the partitions from {@code pending} in which the consumer is at the end. */
    private static void finishAtEnd(
            Consumer<byte[], byte[]> consumer,
            Set<TopicPartition> pending,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Duration> ages,
            Map<TopicPartition, Long> withoutRecord) {
        for (TopicPartition partition : List.copyOf(pending)) {
            Long start = starts.get(partition);
            long position = start == null ? consumer.position(partition) : start;
            if (position >= ends.getOrDefault(partition, 0L)) {
                pending.remove(partition);
                consumer.pause(List.of(partition));
                ages.put(partition, Duration.ZERO);
                withoutRecord.put(partition, position);
            }
        }
    }

    /** Returns the age of a record. Clocks differ: a timestamp in the future counts as now. */
    private Duration age(long timestamp) {
        return Duration.ofMillis(Math.max(0, clock.millis() - timestamp));
    }

    @Override
    public void close() {
        readCommitted.close();
        readUncommitted.close();
    }
}
