package dev.sluice.admin.topic;

import dev.sluice.event.EventCatalog;
import io.smallrye.config.SmallRyeConfig;
import java.util.Map;
import java.util.TreeMap;

/** The topics that the application declares, for tests that compare them with other declarations. */
public final class DeclaredTopics {

    private DeclaredTopics() {}

    /**
     * A declared topic.
     *
     * @param replicas null for the brokers' default
     * @param config the topic settings, by Kafka's names
     */
    public record Topic(int partitions, Integer replicas, Map<String, String> config) {}

    /** Returns the mappings that the configuration must have. */
    public static Class<?>[] mappings() {
        return new Class<?>[] {TopicsConfig.class, TopicDefaultsConfig.class};
    }

    /** Returns all declared topics, by name. */
    public static Map<String, Topic> of(EventCatalog catalog, SmallRyeConfig config) {
        TopicSpecs specs = new TopicSpecs(
                catalog,
                config.getConfigMapping(TopicsConfig.class),
                config.getConfigMapping(TopicDefaultsConfig.class));
        Map<String, Topic> topics = new TreeMap<>();
        for (TopicSpec topic : specs.all()) {
            topics.put(
                    topic.name(),
                    new Topic(
                            topic.partitions(),
                            topic.replicationFactor().map(Short::intValue).orElse(null),
                            new TreeMap<>(topic.config())));
        }
        return topics;
    }
}
