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

/** The topics that there are now. */
final class ClusterTopicNames {

    private static final String INTERNAL = "__";

    private final Map<String, List<TopicPartition>> partitions;
    private final Pattern deadLetters;
    private final String marks;

    private ClusterTopicNames(Map<String, List<PartitionInfo>> topics, Pattern deadLetters, String marks) {
        this.partitions = topics.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .sorted(RecordPosition.PARTITIONS)
                        .toList()));
        this.deadLetters = deadLetters;
        this.marks = marks;
    }

    static ClusterTopicNames now(Consumer<byte[], byte[]> consumer, DeadLettersConfig config) {
        return new ClusterTopicNames(consumer.listTopics(), config.topics(), config.resolutionsTopic());
    }

    /**
     * The partitions of the dead-letter topics, in the order of places.
     *
     * @param only if this is one of them, then those of no other
     */
    List<TopicPartition> deadLetters(@Nullable String only) {
        boolean one = only != null && partitions.containsKey(only) && isDeadLetters(only);
        return partitions.entrySet().stream()
                .filter(topic -> one ? topic.getKey().equals(only) : isDeadLetters(topic.getKey()))
                .flatMap(topic -> topic.getValue().stream())
                .sorted(RecordPosition.PARTITIONS)
                .toList();
    }

    boolean isDeadLetters(TopicPartition partition) {
        return isDeadLetters(partition.topic())
                && partitions.getOrDefault(partition.topic(), List.of()).contains(partition);
    }

    private boolean isDeadLetters(String topic) {
        return !topic.equals(marks)
                && !topic.startsWith(INTERNAL)
                && deadLetters.matcher(topic).matches();
    }

    /** Whether letters may be sent to a topic: its name stands in a header, which anybody may have written. */
    boolean takesEvents(String topic) {
        return partitions.containsKey(topic) && !topic.equals(marks) && !topic.startsWith(INTERNAL);
    }

    /** The partitions of the topic of marks; none, if there is no such topic. */
    List<TopicPartition> marks() {
        return partitions.getOrDefault(marks, List.of());
    }

    /** @throws HttpProblem if there is no such topic */
    List<TopicPartition> requireMarks() {
        if (marks().isEmpty()) {
            throw DeadLetterProblem.NO_MARKS.with(
                    "The topic " + marks + " does not exist: make it, with cleanup.policy="
                            + "compact and as many replicas as the events have");
        }
        return marks();
    }
}
