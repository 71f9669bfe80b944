package dev.sluice.chaos;

import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Tells when a consumer group has nothing left to do, and no transaction is open. */
final class GroupProgress {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Admin admin;
    private final String bootstrapServers;
    private final String group;
    private final Collection<TopicPartition> partitions;
    private Map<TopicPartition, Long> lastEnds = Map.of();

    /** @param partitions those that the group reads, and those that it writes to */
    GroupProgress(Admin admin, String bootstrapServers, String group, Collection<TopicPartition> partitions) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.partitions = partitions;
    }

    /** Waits, for at most 90 s, until there is nothing left, and nothing new between two looks. */
    void awaitEnd() {
        await("lag of 0").atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(this::isAtEnd);
    }

    private boolean isAtEnd() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = ends(IsolationLevel.READ_UNCOMMITTED);
        boolean quiet = ends.equals(lastEnds) && ends.equals(ends(IsolationLevel.READ_COMMITTED));
        lastEnds = ends;
        return quiet && lag(ends) == 0;
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

    /** The records after what the group has committed; what ends a transaction takes an offset as well, and is none. */
    private long lag(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(committed.keySet());
            committed.forEach((partition, offset) -> consumer.seek(partition, offset.offset()));
            long records = 0;
            while (records == 0
                    && committed.keySet().stream()
                            .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                records = consumer.poll(Duration.ofMillis(100)).count();
            }
            return records;
        }
    }
}
