package dev.sluice.kafka;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds out, without writing, whether partitions can be written. Blocks for some seconds if a broker is silent. */
@Singleton
public class PartitionProbe {

    private static final int TIMEOUT_MILLIS = 3000;

    private final KafkaAdmin kafka;

    PartitionProbe(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns the partitions that cannot be written, with their leaders, or {@link Node#noNode()} for those without a leader: the
     * suspects that have no leader or too few in-sync replicas, and all partitions whose leader also leads a suspect and does not
     * answer.
     *
     * @param suspects partitions that did not acknowledge a record
     * @param topics the topics of the partitions to return
     * @throws KafkaException if Kafka returns an error, or no broker answers
     */
    public Map<TopicPartition, Node> unwritable(Set<TopicPartition> suspects, Set<String> topics) {
        Map<TopicPartition, TopicPartitionInfo> partitions = describe(topics);
        Map<TopicPartition, Node> unwritable = new HashMap<>();
        Set<Node> suspected = new HashSet<>();
        for (TopicPartition suspect : suspects) {
            TopicPartitionInfo partition = partitions.get(suspect);
            if (partition == null) {
                // The topic was deleted. The producer refuses its events.
                continue;
            }
            Node leader = leader(partition);
            if (leader.isEmpty() || partition.isr().size() < minInSyncReplicas(suspect.topic())) {
                unwritable.put(suspect, leader);
            }
            suspected.add(leader);
        }
        Set<Node> silent = silent(suspected, partitions);
        partitions.forEach((partition, info) -> {
            if (silent.contains(leader(info))) {
                unwritable.put(partition, leader(info));
            }
        });
        return unwritable;
    }

    private Map<TopicPartition, TopicPartitionInfo> describe(Set<String> topics) {
        var descriptions = kafka.client()
                .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                .topicNameValues();
        Map<TopicPartition, TopicPartitionInfo> partitions = new HashMap<>();
        descriptions.forEach((topic, description) -> {
            try {
                kafka.await(description)
                        .partitions()
                        .forEach(info -> partitions.put(new TopicPartition(topic, info.partition()), info));
            } catch (UnknownTopicOrPartitionException deleted) {
                // It has no partitions.
            }
        });
        return partitions;
    }

    private int minInSyncReplicas(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = kafka.call(
                admin -> admin.describeConfigs(Set.of(resource), new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS))
                        .values()
                        .get(resource));
        return Integer.parseInt(
                config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
    }

    /**
     * Returns those of the suspected brokers that do not answer, while another broker does. The admin client itself may ask a
     * silent broker for the metadata, which would make others appear silent. Therefore the comparison, and a second attempt, for
     * which the client prefers brokers that answer.
     */
    private Set<Node> silent(Set<Node> suspected, Map<TopicPartition, TopicPartitionInfo> partitions) {
        Map<Node, TopicPartition> oneOfEach = new HashMap<>();
        partitions.forEach((partition, info) -> oneOfEach.put(leader(info), partition));
        oneOfEach.remove(Node.noNode());
        Optional<Node> control = oneOfEach.keySet().stream()
                .filter(leader -> !suspected.contains(leader))
                .findAny();
        Set<Node> asked = new HashSet<>(suspected);
        control.ifPresent(asked::add);
        asked.retainAll(oneOfEach.keySet());
        Set<Node> silent = unanswered(unanswered(asked, oneOfEach), oneOfEach);
        if (silent.size() == asked.size() && !asked.isEmpty()) {
            throw new KafkaException("no broker answers");
        }
        return silent;
    }

    private Set<Node> unanswered(Set<Node> asked, Map<Node, TopicPartition> oneOfEach) {
        Map<Node, ListOffsetsResult> requests = asked.stream()
                .collect(Collectors.toMap(
                        leader -> leader, leader -> ask(Objects.requireNonNull(oneOfEach.get(leader)))));
        return requests.entrySet().stream()
                .filter(request -> !answers(request.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private ListOffsetsResult ask(TopicPartition partition) {
        return kafka.client()
                .listOffsets(
                        Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions().timeoutMs(TIMEOUT_MILLIS));
    }

    private boolean answers(ListOffsetsResult request) {
        try {
            kafka.await(request.all());
            return true;
        } catch (KafkaException e) {
            return false;
        }
    }

    private static Node leader(TopicPartitionInfo partition) {
        return partition.leader() == null ? Node.noNode() : partition.leader();
    }
}
