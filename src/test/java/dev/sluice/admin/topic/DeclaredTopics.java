package dev.sluice.admin.topic;

import dev.sluice.event.EventCatalog;
import io.smallrye.config.SmallRyeConfig;
import java.util.Map;
import java.util.TreeMap;

/** The topics that the application declares, for tests of what others declare. */
public final class DeclaredTopics {

    private DeclaredTopics() {}

    /**
     * A topic.
     *
     * @param config as Kafka takes it
     */
    public record Topic(int partitions, Integer replicas, Map<String, String> config) {}

    /** The mappings that the configuration has to have. */
    public static Class<?>[] mappings() {
        return new Class<?>[] {TopicsConfig.class, TopicDefaultsConfig.class};
    }

    /** All of them, by name. */
    public static Map<String, Topic> of(EventCatalog catalog, SmallRyeConfig config) {
        TopicSpecs declarations = new TopicSpecs(
                catalog,
                config.getConfigMapping(TopicsConfig.class),
                config.getConfigMapping(TopicDefaultsConfig.class));
        Map<String, Topic> topics = new TreeMap<>();
        for (TopicSpec topic : declarations.all()) {
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
