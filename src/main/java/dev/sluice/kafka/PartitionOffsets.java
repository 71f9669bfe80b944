package dev.sluice.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
        Map<TopicPartition, Boolean> haveLeaders = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                kafka.client().describeTopics(topics).topicNameValues();
        descriptions.forEach((topic, description) -> {
            try {
                for (TopicPartitionInfo partition :
                        KafkaAdmin.await(description).partitions()) {
                    haveLeaders.put(new TopicPartition(topic, partition.partition()), hasLeader(partition));
                }
            } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                // The topic has no partitions.
            }
        });
        return haveLeaders;
    }

    /**
     * Returns the logs of partitions.
     *
     * @throws KafkaException if Kafka does not respond for all of them
     */
    public Map<TopicPartition, PartitionLog> of(Set<TopicPartition> wanted) {
        Map<TopicPartition, Boolean> haveLeaders =
                partitions(wanted.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
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
        logs.putAll(present(led, failure -> {
            throw failure;
        }));
        return logs;
    }

    /** Returns the logs of a topic's partitions. Omits partitions without a leader and those whose leader does not respond. */
    public Map<TopicPartition, PartitionLog.Present> ofAvailable(
            String topic, Collection<TopicPartitionInfo> partitions) {
        return present(
                partitions.stream()
                        .filter(PartitionOffsets::hasLeader)
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList(),
                failure -> {});
    }

    private Map<TopicPartition, PartitionLog.Present> present(
            Collection<TopicPartition> led, Consumer<KafkaException> onFailure) {
        ListOffsetsResult ends = listOffsets(led, OffsetSpec.latest());
        ListOffsetsResult firsts = listOffsets(led, OffsetSpec.earliest());
        Map<TopicPartition, PartitionLog.Present> logs = new HashMap<>();
        for (TopicPartition partition : led) {
            try {
                long first = offset(firsts, partition);
                // A log that was trimmed between the two requests may start after its former end.
                logs.put(partition, new PartitionLog.Present(first, Math.max(first, offset(ends, partition))));
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

    private static long offset(ListOffsetsResult offsets, TopicPartition partition) {
        return KafkaAdmin.await(offsets.partitionResult(partition)).offset();
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }
}
