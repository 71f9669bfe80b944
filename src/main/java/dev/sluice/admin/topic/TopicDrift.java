package dev.sluice.admin.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** A difference between a topic and its declaration. Replicas that are out of sync are not one, since they catch up. */
sealed interface TopicDrift {

    String topic();

    /** Returns whether events can be lost, deleted too early or rejected. An instance that starts is not ready then. */
    boolean isHarmful();

    /** Returns whether the init process can remove the difference without losing anything. */
    boolean isApplicable();

    /** Returns a short description with the topic's name, such as {@code parcels has 3 partitions, not 6}. */
    String text();

    /** A topic that does not exist. */
    record Missing(String topic) implements TopicDrift {

        @Override
        public boolean isHarmful() {
            return true;
        }

        @Override
        public boolean isApplicable() {
            return true;
        }

        @Override
        public String text() {
            return topic + " is missing";
        }
    }

    /** A different number of partitions. Fewer limit the number of consumers; Kafka cannot remove surplus ones. */
    record Partitions(String topic, int declared, int actual) implements TopicDrift {

        @Override
        public boolean isHarmful() {
            return actual < declared;
        }

        @Override
        public boolean isApplicable() {
            return actual < declared;
        }

        @Override
        public String text() {
            return topic + " has " + actual + " partitions, not " + declared;
        }
    }

    /** A different number of replicas. Moving replicas needs a tool that is given the brokers and a rate limit. */
    record Replicas(String topic, int declared, int actual) implements TopicDrift {

        @Override
        public boolean isHarmful() {
            return actual < declared;
        }

        @Override
        public boolean isApplicable() {
            return false;
        }

        @Override
        public String text() {
            return topic + " has " + actual + " replicas, not " + declared;
        }
    }

    /**
     * A different value of a topic setting.
     *
     * @param actual null if the brokers do not know the setting
     */
    record Setting(
            String topic,
            String key,
            String declared,
            @Nullable String actual,
            boolean isApplicable) implements TopicDrift {

        @Override
        public boolean isHarmful() {
            return actual != null && TopicConfigs.isHarmful(key, declared, actual);
        }

        @Override
        public String text() {
            return topic + " has " + (actual == null ? "no " + key : key + "=" + actual) + ", not " + declared;
        }
    }

    /**
     * Compares topics with their declarations.
     *
     * @param actual the topics that exist, by name
     * @return the differences, in the order of the declarations
     */
    static List<TopicDrift> between(Collection<TopicSpec> declared, Map<String, ClusterTopics.ActualTopic> actual) {
        return declared.stream()
                .flatMap(topic -> between(topic, actual.get(topic.name())).stream())
                .toList();
    }

    /**
     * Compares a topic with its declaration.
     *
     * @param actual null if the topic does not exist
     */
    static List<TopicDrift> between(TopicSpec declared, ClusterTopics.@Nullable ActualTopic actual) {
        if (actual == null) {
            return List.of(new Missing(declared.name()));
        }
        List<TopicDrift> drift = new ArrayList<>();
        if (actual.partitions() != declared.partitions()) {
            drift.add(new Partitions(declared.name(), declared.partitions(), actual.partitions()));
        }
        declared.replicationFactor()
                .filter(replicas -> replicas != actual.replicationFactor())
                .ifPresent(replicas -> drift.add(new Replicas(declared.name(), replicas, actual.replicationFactor())));
        if (!actual.settings().isEmpty()) {
            new TreeMap<>(declared.config()).forEach((key, value) -> {
                String inEffect = actual.settings().get(key);
                if (inEffect == null || !TopicConfigs.areSame(key, value, inEffect)) {
                    drift.add(new Setting(declared.name(), key, value, inEffect, isApplicable(key, value, actual)));
                }
            });
        }
        return drift;
    }

    /**
     * Returns false for a {@code min.insync.replicas} above the number of replicas: every publish would be rejected.
     */
    private static boolean isApplicable(String key, String value, ClusterTopics.ActualTopic actual) {
        return !key.equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                || !TopicConfigs.isLess(Integer.toString(actual.replicationFactor()), value);
    }
}
