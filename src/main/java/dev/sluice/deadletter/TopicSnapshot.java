package dev.sluice.deadletter;

import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The cluster's topics and their partitions at the time of a request. */
final class TopicSnapshot {

    private static final String INTERNAL_PREFIX = "__";

    private final Map<String, List<TopicPartition>> partitions;
    private final Pattern deadLetterTopics;
    private final String resolutionsTopic;

    private TopicSnapshot(Map<String, List<PartitionInfo>> topics, Pattern deadLetterTopics, String resolutionsTopic) {
        this.partitions = topics.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .sorted(RecordPosition.PARTITIONS)
                        .toList()));
        this.deadLetterTopics = deadLetterTopics;
        this.resolutionsTopic = resolutionsTopic;
    }

    /** Fetches the topics from Kafka. */
    static TopicSnapshot fetch(Consumer<byte[], byte[]> consumer, DeadLettersConfig config) {
        return new TopicSnapshot(consumer.listTopics(), config.topics(), config.resolutionsTopic());
    }

    /**
     * Returns the partitions of the dead-letter topics, ordered by topic and number.
     *
     * @param topic the only topic to return; ignored if it is null or not a dead-letter topic, such as an original
     *     topic
     */
    List<TopicPartition> deadLetterPartitions(@Nullable String topic) {
        boolean single = topic != null && partitions.containsKey(topic) && isDeadLetterTopic(topic);
        return partitions.entrySet().stream()
                .filter(entry -> single ? entry.getKey().equals(topic) : isDeadLetterTopic(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .sorted(RecordPosition.PARTITIONS)
                .toList();
    }

    boolean isDeadLetterPartition(TopicPartition partition) {
        return isDeadLetterTopic(partition.topic())
                && partitions.getOrDefault(partition.topic(), List.of()).contains(partition);
    }

    boolean isDeadLetterTopic(String topic) {
        return !topic.equals(resolutionsTopic)
                && !topic.startsWith(INTERNAL_PREFIX)
                && deadLetterTopics.matcher(topic).matches();
    }

    boolean exists(String topic) {
        return partitions.containsKey(topic);
    }

    /** Returns the partitions of the resolutions topic; empty if the topic does not exist. */
    List<TopicPartition> resolutionPartitions() {
        return partitions.getOrDefault(resolutionsTopic, List.of());
    }

    /**
     * Returns the partitions of the resolutions topic.
     *
     * @throws HttpProblem if the topic does not exist
     */
    List<TopicPartition> requireResolutionPartitions() {
        if (resolutionPartitions().isEmpty()) {
            throw DeadLetterProblem.NO_RESOLUTIONS_TOPIC.with("The topic " + resolutionsTopic
                    + " does not exist; create it with cleanup.policy=compact and the replication factor of the"
                    + " event topics");
        }
        return resolutionPartitions();
    }
}
