package dev.sluice.admin.group;

import dev.sluice.kafka.KafkaAdmin;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Queries Kafka for groups, their states and their committed offsets. For threads that may block. */
final class GroupQueries {

    private static final String CONSUMER_PROTOCOL = "consumer";

    private final KafkaAdmin kafka;

    GroupQueries(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns all groups of the cluster, of any type.
     *
     * @throws KafkaException if a broker does not answer
     */
    Collection<GroupListing> listAll() {
        return kafka.call(admin -> admin.listGroups().all());
    }

    /**
     * Returns whether a group is a consumer group. Groups of Kafka Connect, share groups and streams groups are not.
     */
    static boolean isConsumerGroup(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        return type == GroupType.CONSUMER
                || (type == GroupType.CLASSIC
                        && (group.protocol().isEmpty() || group.protocol().equals(CONSUMER_PROTOCOL)));
    }

    /**
     * Describes consumer groups. Leaves out groups that do not exist.
     *
     * @throws KafkaException if Kafka does not answer for one of them
     */
    Map<String, ConsumerGroupDescription> describe(Collection<String> groups) {
        Map<String, ConsumerGroupDescription> found = new HashMap<>();
        if (!groups.isEmpty()) {
            kafka.client().describeConsumerGroups(groups).describedGroups().forEach((group, description) -> {
                try {
                    found.put(group, kafka.await(description));
                } catch (GroupIdNotFoundException e) {
                    // Deleted since it was listed.
                }
            });
        }
        return found;
    }

    /**
     * Describes a consumer group.
     *
     * @throws HttpProblem if there is no such group, or it is not a consumer group
     * @throws KafkaException if Kafka does not answer
     */
    ConsumerGroupDescription require(String id) {
        return find(id).orElseThrow(() -> GroupProblem.UNKNOWN.with("There is no consumer group with this id"));
    }

    /**
     * Describes a consumer group. Returns empty if there is no such group.
     *
     * @throws HttpProblem if it is not a consumer group
     * @throws KafkaException if Kafka does not answer
     */
    Optional<ConsumerGroupDescription> find(String id) {
        Optional<GroupListing> listed =
                listAll().stream().filter(group -> group.groupId().equals(id)).findFirst();
        if (listed.isPresent() && !isConsumerGroup(listed.get())) {
            throw GroupProblem.NOT_CONSUMERS.with("The group has the type " + type(listed.get())
                    + ", and Sluice describes and resets consumer groups only; use the tools of that type");
        }
        return listed.map(group -> describe(List.of(id)).get(id))
                .filter(group -> group.groupState() != GroupState.DEAD);
    }

    /**
     * Returns the committed offsets of a group; empty if the group does not exist.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<TopicPartition, Long> offsets(String group) {
        return offsets(List.of(group)).getOrDefault(group, Map.of());
    }

    /**
     * Returns the committed offsets of groups by group; empty for a group that does not exist.
     *
     * @throws KafkaException if Kafka does not answer for one of them
     */
    Map<String, Map<TopicPartition, Long>> offsets(Collection<String> groups) {
        return offsets(groups, false);
    }

    /**
     * Returns the committed offsets of a group once no open transaction can change them.
     *
     * @throws KafkaException if Kafka does not answer, or such a transaction stays open
     */
    Map<TopicPartition, Long> stableOffsets(String group) {
        return offsets(List.of(group), true).getOrDefault(group, Map.of());
    }

    private Map<String, Map<TopicPartition, Long>> offsets(Collection<String> groups, boolean stable) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        ListConsumerGroupOffsetsResult result = kafka.client()
                .listConsumerGroupOffsets(
                        groups.stream()
                                .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())),
                        new ListConsumerGroupOffsetsOptions().requireStable(stable));
        Map<String, Map<TopicPartition, Long>> offsets = new HashMap<>();
        for (String group : groups) {
            offsets.put(group, committed(kafka.await(result.partitionsToOffsetAndMetadata(group))));
        }
        return offsets;
    }

    private static Map<TopicPartition, Long> committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((TopicPartition partition, @Nullable OffsetAndMetadata offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /**
     * Returns the type of a group in the REST API: {@code classic}, {@code consumer}, {@code share}, {@code streams},
     * or the protocol of a classic group that is not a consumer group, such as {@code connect}.
     */
    static String type(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        return type == GroupType.CLASSIC && !isConsumerGroup(group) ? group.protocol() : text(type);
    }

    /** Returns the name of a constant in the REST API: in lower case, with hyphens. */
    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
