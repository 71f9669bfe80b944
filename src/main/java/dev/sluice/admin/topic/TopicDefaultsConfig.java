package dev.sluice.admin.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;

/** The declaration of topics without an entry in {@link TopicsConfig}. */
@ConfigMapping(prefix = "sluice.topics." + TopicDefaultsConfig.NAME)
public interface TopicDefaultsConfig {

    /** The name under {@code sluice.topics} that is not a topic. */
    String NAME = "defaults";

    /** Number of partitions: the maximum number of instances that share the work on a topic. */
    @WithDefault("6")
    @Min(1)
    @Max(1_000)
    int partitions();

    /** Number of replicas. Leave empty for the brokers' default. */
    Optional<@Min(1) @Max(10) Short> replicationFactor();

    /** Number of replicas that must have a record before it is acknowledged. Leave empty for the brokers' default. */
    Optional<@Min(1) @Max(10) Integer> minInsyncReplicas();

    /** Kafka topic settings of all topics. */
    Map<String, String> config();

    /** Kafka topic settings of event topics: those that are neither compacted nor dead-letter topics. */
    Map<String, String> events();

    /** Kafka topic settings of dead-letter topics, {@code *.dlq}. */
    Map<String, String> deadLetters();
}
