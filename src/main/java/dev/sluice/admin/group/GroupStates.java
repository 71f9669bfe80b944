package dev.sluice.admin.group;

import dev.sluice.kafka.KafkaAdmin;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks which groups there are, and in what state they are. */
final class GroupStates {

    private static final String CONSUMERS = "consumer";

    private final KafkaAdmin kafka;

    GroupStates(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * All groups of the cluster.
     *
     * @throws KafkaException if a broker does not answer
     */
    Collection<GroupListing> all() {
        return kafka.call(admin -> admin.listGroups().all());
    }

    /** Whether a group is one of consumers: those of Kafka Connect, of shares and of streams are not. */
    static boolean isOfConsumers(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        return type == GroupType.CONSUMER
                || (type == GroupType.CLASSIC
                        && (group.protocol().isEmpty() || group.protocol().equals(CONSUMERS)));
    }

    /**
     * Describes groups, without those that are gone meanwhile.
     *
     * @throws KafkaException if Kafka does not answer for one of them
     */
    Map<String, ConsumerGroupDescription> describe(Collection<String> groups) {
        Map<String, ConsumerGroupDescription> found = new HashMap<>();
        if (!groups.isEmpty()) {
            kafka.client().describeConsumerGroups(groups).describedGroups().forEach((group, description) -> {
                try {
                    found.put(group, KafkaAdmin.await(description));
                } catch (GroupIdNotFoundException e) {
                    // It is gone.
                }
            });
        }
        return found;
    }

    /**
     * Describes a group.
     *
     * @throws HttpProblem if there is no such group, or it is of another kind
     * @throws KafkaException if Kafka does not answer
     */
    ConsumerGroupDescription require(String id) {
        Optional<GroupListing> listed =
                all().stream().filter(group -> group.groupId().equals(id)).findFirst();
        if (listed.isPresent() && !isOfConsumers(listed.get())) {
            throw GroupProblem.OTHER_KIND.with("It is a group of the type " + type(listed.get())
                    + ", which keeps no such offsets: use the tools of its own");
        }
        ConsumerGroupDescription group =
                listed.isEmpty() ? null : describe(List.of(id)).get(id);
        if (group == null || group.groupState() == GroupState.DEAD) {
            throw GroupProblem.UNKNOWN.with("There is no consumer group with this id");
        }
        return group;
    }

    /** {@code classic}, {@code consumer}, {@code share}, {@code streams}, or the protocol of a classic one such as {@code connect}. */
    static String type(GroupListing group) {
        GroupType type = group.type().orElse(GroupType.CLASSIC);
        return type == GroupType.CLASSIC && !isOfConsumers(group) ? group.protocol() : text(type);
    }

    /** As it is shown: in lower case, with hyphens. */
    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
