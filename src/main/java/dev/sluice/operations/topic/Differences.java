package dev.sluice.operations.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Tells what topics are not as they are declared. That replicas are out of sync is no difference: it passes. */
final class Differences {

    private Differences() {}

    /**
     * In the order of the declarations.
     *
     * @param actual by name, those that there are
     */
    static List<Difference> between(Collection<DeclaredTopic> declared, Map<String, ActualTopic> actual) {
        return declared.stream()
                .flatMap(topic -> between(topic, actual.get(topic.name())).stream())
                .toList();
    }

    /** @param actual null, if there is none */
    static List<Difference> between(DeclaredTopic declared, @Nullable ActualTopic actual) {
        if (actual == null) {
            return List.of(new Difference.Missing(declared.name()));
        }
        List<Difference> differences = new ArrayList<>();
        if (actual.partitions() != declared.partitions()) {
            differences.add(new Difference.Partitions(declared.name(), declared.partitions(), actual.partitions()));
        }
        declared.replicationFactor()
                .filter(replicas -> replicas != actual.replicationFactor())
                .ifPresent(replicas -> differences.add(
                        new Difference.Replicas(declared.name(), replicas, actual.replicationFactor())));
        if (!actual.settings().isEmpty()) {
            new TreeMap<>(declared.config()).forEach((key, value) -> {
                String inEffect = actual.settings().get(key);
                if (inEffect == null || !Settings.areSame(key, value, inEffect)) {
                    differences.add(new Difference.Setting(
                            declared.name(), key, value, inEffect, isApplicable(key, value, actual)));
                }
            });
        }
        return differences;
    }

    /** Nothing could be published to a topic that asks for more replicas than it has. */
    private static boolean isApplicable(String key, String value, ActualTopic actual) {
        return !key.equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                || !Settings.isLess(Integer.toString(actual.replicationFactor()), value);
    }
}
