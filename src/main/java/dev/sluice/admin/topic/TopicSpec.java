package dev.sluice.admin.topic;

import java.util.Map;
import java.util.Optional;

/**
 * A topic as it is to be.
 *
 * @param replicationFactor if it is not declared, the brokers' own default
 * @param config those of Kafka's topic settings that are declared
 */
record TopicSpec(String name, int partitions, Optional<Short> replicationFactor, Map<String, String> config) {

    TopicSpec {
        config = Map.copyOf(config);
    }
}
