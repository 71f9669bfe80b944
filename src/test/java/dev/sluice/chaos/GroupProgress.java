package dev.sluice.chaos;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Tells when a consumer group has nothing left to do, and no transaction is open. */
final class GroupProgress {

    private static final int MOST_POLLS = 50;

    private final Admin admin;
    private final String bootstrapServers;
    private final String group;
    private final String topic;
    private final Collection<TopicPartition> partitions;

    /**
     * @param topic the one that the group reads
     * @param partitions all that the group reads, and those that it writes to
     */
    GroupProgress(
            Admin admin, String bootstrapServers, String group, String topic, Collection<TopicPartition> partitions) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.topic = topic;
        this.partitions = partitions;
    }

    /** What was seen at one time. */
    private record Look(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed, boolean isLast) {}

    /** Waits until there is nothing left, and fails at a standstill. */
    void awaitEnd() {
        if (!Standstill.awaitEnd(this::look, Look::isLast)) {
            throw new AssertionError("the group " + group + " stands still: " + look());
        }
    }

    /** It is the last if nothing was left, and nothing came of it meanwhile: that is written before offsets are committed. */
    private Look look() {
        try {
            Map<TopicPartition, Long> ends = ends(IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, Long> committed = committed();
            return new Look(
                    ends,
                    committed,
                    hasRead(committed, ends)
                            && ends.equals(ends(IsolationLevel.READ_UNCOMMITTED))
                            && ends.equals(ends(IsolationLevel.READ_COMMITTED)));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    private Map<TopicPartition, Long> ends(IsolationLevel isolation) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(
                        partitions.stream().collect(toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(isolation))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    /** Whether there are no records after what is committed; what ends a transaction takes an offset as well, and is none. */
    private boolean hasRead(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        List<TopicPartition> read = partitions.stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(read);
            consumer.seekToBeginning(read);
            committed.forEach(consumer::seek);
            int polls = 0;
            while (read.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                polls++;
                if (polls > MOST_POLLS || !consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    return false;
                }
            }
            return true;
        }
    }
}
