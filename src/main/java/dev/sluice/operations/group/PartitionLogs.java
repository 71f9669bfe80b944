package dev.sluice.operations.group;

import dev.sluice.kafka.KafkaAdmin;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks for the logs of partitions. Kafka's client asks for a partition that does not exist, or that has no leader, until its
 * time is up: so those are told first, and not asked for.
 */
final class PartitionLogs {

    private final KafkaAdmin kafka;

    PartitionLogs(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * All of the partitions that some topics have.
     *
     * @return without those topics that there are not
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Boolean> partitions(Collection<String> topics) {
        Map<TopicPartition, Boolean> haveLeaders = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                kafka.client().describeTopics(topics).topicNameValues();
        descriptions.forEach((topic, description) -> {
            try {
                for (TopicPartitionInfo partition :
                        KafkaAdmin.answer(description).partitions()) {
                    boolean hasLeader =
                            partition.leader() != null && !partition.leader().isEmpty();
                    haveLeaders.put(new TopicPartition(topic, partition.partition()), hasLeader);
                }
            } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                // It has no partitions.
            }
        });
        return haveLeaders;
    }

    /** @throws KafkaException if Kafka does not answer */
    Map<TopicPartition, PartitionLog> of(Set<TopicPartition> wanted) {
        Set<String> topics = wanted.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        return of(wanted, partitions(topics));
    }

    private Map<TopicPartition, PartitionLog> of(Set<TopicPartition> wanted, Map<TopicPartition, Boolean> haveLeaders) {
        Map<TopicPartition, PartitionLog> logs = new HashMap<>();
        Set<TopicPartition> present = new HashSet<>();
        for (TopicPartition partition : wanted) {
            Boolean hasLeader = haveLeaders.get(partition);
            if (hasLeader == null) {
                logs.put(partition, new PartitionLog.Deleted());
            } else if (hasLeader) {
                present.add(partition);
            } else {
                logs.put(partition, new PartitionLog.Leaderless());
            }
        }
        Map<TopicPartition, Long> ends = offsets(present, OffsetSpec.latest());
        Map<TopicPartition, Long> firsts = offsets(present, OffsetSpec.earliest());
        for (TopicPartition partition : present) {
            // A log that is trimmed meanwhile may begin behind where it ended.
            long first = firsts.getOrDefault(partition, 0L);
            logs.put(partition, new PartitionLog.Present(first, Math.max(first, ends.getOrDefault(partition, 0L))));
        }
        return logs;
    }

    /**
     * Offsets of partitions that are there.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> offsets = kafka.ask(admin -> admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)))
                .all());
        return offsets.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue()
                .offset()));
    }

    /** The partitions of these, in the order of topics and numbers. */
    static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .toList();
    }
}
