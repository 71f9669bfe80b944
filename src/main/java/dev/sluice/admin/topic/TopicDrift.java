package dev.sluice.admin.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Tells what topics are not as they are declared. That replicas are out of sync is no difference: it passes. */
final class TopicDrift {

    private TopicDrift() {}

    /**
     * In the order of the declarations.
     *
     * @param actual by name, those that there are
     */
    static List<TopicDifference> between(Collection<TopicSpec> declared, Map<String, ActualTopic> actual) {
        return declared.stream()
                .flatMap(topic -> between(topic, actual.get(topic.name())).stream())
                .toList();
    }

    /** @param actual null, if there is none */
    static List<TopicDifference> between(TopicSpec declared, @Nullable ActualTopic actual) {
        if (actual == null) {
            return List.of(new TopicDifference.Missing(declared.name()));
        }
        List<TopicDifference> differences = new ArrayList<>();
        if (actual.partitions() != declared.partitions()) {
            differences.add(
                    new TopicDifference.Partitions(declared.name(), declared.partitions(), actual.partitions()));
        }
        declared.replicationFactor()
                .filter(replicas -> replicas != actual.replicationFactor())
                .ifPresent(replicas -> differences.add(
                        new TopicDifference.Replicas(declared.name(), replicas, actual.replicationFactor())));
        if (!actual.settings().isEmpty()) {
            new TreeMap<>(declared.config()).forEach((key, value) -> {
                String inEffect = actual.settings().get(key);
                if (inEffect == null || !TopicConfigs.areSame(key, value, inEffect)) {
                    differences.add(new TopicDifference.Setting(
                            declared.name(), key, value, inEffect, isApplicable(key, value, actual)));
                }
            });
        }
        return differences;
    }

    /** Nothing could be published to a topic that asks for more replicas than it has. */
    private static boolean isApplicable(String key, String value, ActualTopic actual) {
        return !key.equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                || !TopicConfigs.isLess(Integer.toString(actual.replicationFactor()), value);
    }
}
