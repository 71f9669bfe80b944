package dev.sluice.operations.topic;

import java.util.Map;
import java.util.Optional;

/**
 * A topic as it is to be.
 *
 * @param replicationFactor if it is not declared, the brokers' own default
 * @param config those of Kafka's topic settings that are declared
 */
record DeclaredTopic(String name, int partitions, Optional<Short> replicationFactor, Map<String, String> config) {

    DeclaredTopic {
        config = Map.copyOf(config);
    }
}
