package dev.sluice.processing;

import dev.sluice.kafka.InvalidPosition;
import dev.sluice.kafka.InvalidPosition.Reason;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.processing.ProcessingPositions.InvalidPositionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a group and the logs that they belong to. The positions are committed offsets, which have their topic's id as
 * metadata. Safe for any thread that may block on Kafka.
 */
final class GroupPositions {

    private final KafkaAdmin kafka;
    private final PartitionOffsets offsets;
    private final BegunPartitions begunPartitions;
    private final List<String> topics;
    private final String group;

    /** @param topics the topics that the group processes */
    GroupPositions(KafkaAdmin kafka, BegunPartitions begunPartitions, List<String> topics, String group) {
        this.kafka = kafka;
        this.offsets = new PartitionOffsets(kafka);
        this.begunPartitions = begunPartitions;
        this.topics = topics;
        this.group = group;
    }

    /**
     * Compares the positions of all partitions with their logs. Returns those that are invalid.
     *
     * @param stable whether to wait for open transactions, which may contain offsets
     * @throws RuntimeException if Kafka does not answer
     */
    Map<TopicPartition, InvalidPosition> check(boolean stable) {
        // Before the logs: a position that is read after them may be ahead of them.
        Map<TopicPartition, OffsetAndMetadata> committed = kafka.call(admin -> admin.listConsumerGroupOffsets(
                        group, new ListConsumerGroupOffsetsOptions().requireStable(stable))
                .partitionsToOffsetAndMetadata());
        return check(committed, present(offsets.ofTopics(topics)));
    }

    private Map<TopicPartition, InvalidPosition> check(
            Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, PartitionLog.Present> logs) {
        Map<TopicPartition, Uuid> begun =
                committed.keySet().containsAll(logs.keySet()) ? Map.of() : begunPartitions.read(logs.keySet());
        Map<TopicPartition, InvalidPosition> found = new HashMap<>();
        logs.forEach((partition, log) -> {
            OffsetAndMetadata offset = committed.get(partition);
            check(offset == null ? null : LogPosition.of(offset), begun.get(partition), log)
                    .ifPresent(reason -> found.put(partition, reason));
        });
        return found;
    }

    /**
     * Compares a position with its log. Without a committed offset, a partition is read from its first record only if no record of it
     * can have been processed or deleted before.
     *
     * @param committed null if the group has no committed offset
     * @param begun id of the topic in which the group began the partition; null if it has not begun it
     */
    static Optional<InvalidPosition> check(
            @Nullable LogPosition committed, @Nullable Uuid begun, PartitionLog.Present log) {
        if (committed != null) {
            return committed.check(log);
        }
        if (begun != null && !begun.equals(log.topicId())) {
            return Optional.of(InvalidPosition.recreated(begun, log));
        }
        if (begun != null && !log.isEmpty()) {
            return Optional.of(
                    new InvalidPosition(
                            Reason.LOST,
                            "the group has processed this partition before, but has no committed offset: it was deleted or has expired"));
        }
        return log.first() > 0 && !log.isEmpty()
                ? Optional.of(new InvalidPosition(
                        Reason.LOST,
                        "the group has no committed offset, and the log begins at offset %d: earlier records were deleted"
                                .formatted(log.first())))
                : Optional.empty();
    }

    /**
     * Returns the positions at which assigned partitions are read.
     *
     * @param committed the committed offsets, with null for partitions that have none
     * @throws InvalidPositionException if one of them is invalid
     * @throws RuntimeException if Kafka does not answer
     */
    Map<TopicPartition, LogPosition> starts(Map<TopicPartition, @Nullable OffsetAndMetadata> committed) {
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
        committed.forEach((TopicPartition partition, @Nullable OffsetAndMetadata offset) -> {
            if (offset != null) {
                known.put(partition, offset);
            }
        });
        Map<TopicPartition, PartitionLog.Present> logs = present(offsets.of(committed.keySet()));
        if (!check(known, logs).isEmpty()) {
            throw new InvalidPositionException();
        }
        Map<TopicPartition, LogPosition> starts = new HashMap<>();
        logs.forEach((partition, log) -> {
            OffsetAndMetadata offset = known.get(partition);
            starts.put(partition, new LogPosition(log.topicId(), offset == null ? log.first() : offset.offset()));
        });
        return starts;
    }

    private static Map<TopicPartition, PartitionLog.Present> present(Map<TopicPartition, PartitionLog> logs) {
        Map<TopicPartition, PartitionLog.Present> present = new HashMap<>();
        logs.forEach((partition, log) -> {
            if (log instanceof PartitionLog.Present found) {
                present.put(partition, found);
            }
        });
        return present;
    }
}
