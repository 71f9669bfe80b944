package dev.sluice.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks up the first and the end offsets of partitions. Kafka's client would retry partitions that do not exist or have no leader
 * until its timeout, so these are looked up in the metadata first and left out of the request. Calls block.
 */
public final class PartitionOffsets {

    private final KafkaAdmin kafka;

    public PartitionOffsets(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns all partitions of topics, and whether each has a leader. Omits topics that do not exist.
     *
     * @throws KafkaException if Kafka does not respond
     */
    public Map<TopicPartition, Boolean> partitions(Collection<String> topics) {
        return haveLeaders(describe(topics).values());
    }

    /** Describes topics. Omits those that do not exist. */
    private Map<String, TopicDescription> describe(Collection<String> topics) {
        Map<String, TopicDescription> found = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                kafka.client().describeTopics(topics).topicNameValues();
        descriptions.forEach((topic, description) -> {
            try {
                found.put(topic, kafka.await(description));
            } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                // There is no such topic.
            }
        });
        return found;
    }

    private static Map<TopicPartition, Boolean> haveLeaders(Collection<TopicDescription> topics) {
        Map<TopicPartition, Boolean> haveLeaders = new HashMap<>();
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                haveLeaders.put(new TopicPartition(topic.name(), partition.partition()), hasLeader(partition));
            }
        }
        return haveLeaders;
    }

    /**
     * Returns topics by name. Omits topics that do not exist.
     *
     * @throws KafkaException if Kafka does not respond
     */
    public Map<String, KnownTopics.KnownTopic> topics(Collection<String> names) {
        return describe(names).values().stream()
                .collect(Collectors.toMap(
                        TopicDescription::name,
                        topic -> new KnownTopics.KnownTopic(
                                topic.topicId(),
                                topic.topicId().toString(),
                                topic.partitions().size())));
    }

    /**
     * Returns the logs of all partitions of topics. Omits topics that do not exist.
     *
     * @throws KafkaException if Kafka does not respond for all of them
     */
    public Map<TopicPartition, PartitionLog> ofTopics(Collection<String> topics) {
        Map<String, TopicDescription> described = describe(topics);
        return of(haveLeaders(described.values()).keySet(), described);
    }

    /**
     * Returns the logs of partitions.
     *
     * @throws KafkaException if Kafka does not respond for all of them
     */
    public Map<TopicPartition, PartitionLog> of(Set<TopicPartition> wanted) {
        return of(wanted, describe(wanted.stream().map(TopicPartition::topic).collect(Collectors.toSet())));
    }

    private Map<TopicPartition, PartitionLog> of(Set<TopicPartition> wanted, Map<String, TopicDescription> topics) {
        Map<TopicPartition, Boolean> haveLeaders = haveLeaders(topics.values());
        Map<TopicPartition, PartitionLog> logs = new HashMap<>();
        Set<TopicPartition> led = new HashSet<>();
        for (TopicPartition partition : wanted) {
            Boolean hasLeader = haveLeaders.get(partition);
            if (hasLeader == null) {
                logs.put(partition, new PartitionLog.Deleted());
            } else if (hasLeader) {
                led.add(partition);
            } else {
                logs.put(partition, new PartitionLog.Leaderless());
            }
        }
        logs.putAll(present(led, topics, failure -> {
            throw failure;
        }));
        return logs;
    }

    /** Returns the logs of a topic's partitions. Omits partitions without a leader and those whose leader does not respond. */
    public Map<TopicPartition, PartitionLog.Present> ofAvailable(
            TopicDescription topic, Collection<TopicPartitionInfo> partitions) {
        return present(
                partitions.stream()
                        .filter(PartitionOffsets::hasLeader)
                        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                        .toList(),
                Map.of(topic.name(), topic),
                failure -> {});
    }

    private Map<TopicPartition, PartitionLog.Present> present(
            Collection<TopicPartition> led, Map<String, TopicDescription> topics, Consumer<KafkaException> onFailure) {
        ListOffsetsResult ends = listOffsets(led, OffsetSpec.latest());
        ListOffsetsResult firsts = listOffsets(led, OffsetSpec.earliest());
        Map<TopicPartition, PartitionLog.Present> logs = new HashMap<>();
        for (TopicPartition partition : led) {
            try {
                long first = offset(firsts, partition);
                // A log that was trimmed between the two requests may start after its former end.
                logs.put(
                        partition,
                        new PartitionLog.Present(
                                Objects.requireNonNull(topics.get(partition.topic()))
                                        .topicId(),
                                first,
                                Math.max(first, offset(ends, partition))));
            } catch (KafkaException e) {
                onFailure.accept(e);
            }
        }
        return logs;
    }

    /**
     * Returns one offset of each partition. All partitions must have a leader.
     *
     * @throws KafkaException if Kafka does not respond for all of them
     */
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        ListOffsetsResult offsets = listOffsets(partitions, spec);
        return partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> offset(offsets, partition)));
    }

    private ListOffsetsResult listOffsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return kafka.client()
                .listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)));
    }

    private long offset(ListOffsetsResult offsets, TopicPartition partition) {
        return kafka.await(offsets.partitionResult(partition)).offset();
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }
}
