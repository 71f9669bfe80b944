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
 * Looks up where the logs of partitions begin and end. Kafka's client retries the offsets of a partition that does not exist or
 * has no leader until its timeout, so these are found in the metadata first, and left out of the request. For threads that may wait.
 */
public final class PartitionOffsets {

    private final KafkaAdmin kafka;

    public PartitionOffsets(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns all partitions of topics, and whether they have a leader. Leaves out topics that do not exist.
     *
     * @throws KafkaException if Kafka does not answer
     */
    public Map<TopicPartition, Boolean> partitions(Collection<String> topics) {
        Map<TopicPartition, Boolean> haveLeaders = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                kafka.client().describeTopics(topics).topicNameValues();
        descriptions.forEach((topic, description) -> {
            try {
                for (TopicPartitionInfo partition :
                        KafkaAdmin.answer(description).partitions()) {
                    haveLeaders.put(new TopicPartition(topic, partition.partition()), hasLeader(partition));
                }
            } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                // It has no partitions.
            }
        });
        return haveLeaders;
    }

    /**
     * Returns the logs of partitions.
     *
     * @throws KafkaException if Kafka does not answer for all
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

    /** Returns the logs of a topic's partitions. Leaves out those whose leader does not answer. */
    public Map<TopicPartition, PartitionLog.Present> answered(String topic, Collection<TopicPartitionInfo> partitions) {
        return present(
                partitions.stream()
                        .filter(PartitionOffsets::hasLeader)
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList(),
                failure -> {});
    }

    private Map<TopicPartition, PartitionLog.Present> present(
            Collection<TopicPartition> led, Consumer<KafkaException> unanswered) {
        ListOffsetsResult ends = ask(led, OffsetSpec.latest());
        ListOffsetsResult firsts = ask(led, OffsetSpec.earliest());
        Map<TopicPartition, PartitionLog.Present> logs = new HashMap<>();
        for (TopicPartition partition : led) {
            try {
                long first = offset(firsts, partition);
                // A log that is trimmed meanwhile may begin behind where it ended.
                logs.put(partition, new PartitionLog.Present(first, Math.max(first, offset(ends, partition))));
            } catch (KafkaException e) {
                unanswered.accept(e);
            }
        }
        return logs;
    }

    /**
     * Returns an offset of each of some partitions that have a leader.
     *
     * @throws KafkaException if Kafka does not answer for all
     */
    public Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        ListOffsetsResult offsets = ask(partitions, spec);
        return partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> offset(offsets, partition)));
    }

    private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return kafka.client()
                .listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)));
    }

    private static long offset(ListOffsetsResult offsets, TopicPartition partition) {
        return KafkaAdmin.answer(offsets.partitionResult(partition)).offset();
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }
}
