package dev.sluice.admin.topic;

import java.util.Map;
import java.util.Optional;

/**
 * The declaration of a topic.
 *
 * @param replicationFactor the number of replicas; empty for the brokers' default
 * @param config the declared topic settings, by Kafka's names
 */
record TopicSpec(String name, int partitions, Optional<Short> replicationFactor, Map<String, String> config) {

    TopicSpec {
        config = Map.copyOf(config);
    }
}
