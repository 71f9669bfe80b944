package dev.sluice.admin.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;

/** The declaration of a topic that {@link TopicsConfig} says nothing of. */
@ConfigMapping(prefix = "sluice.topics." + TopicDefaultsConfig.NAME)
public interface TopicDefaultsConfig {

    /** The name under {@code sluice.topics} that is not a topic. */
    String NAME = "defaults";

    /** The number of partitions: the most instances that can share the work on a topic. */
    @WithDefault("6")
    @Min(1)
    @Max(1_000)
    int partitions();

    /** The number of replicas; if it is empty, the brokers' own default. */
    Optional<@Min(1) @Max(10) Short> replicationFactor();

    /** How many replicas must have a record before it is acknowledged; if it is empty, the brokers' own default. */
    Optional<@Min(1) @Max(10) Integer> minInsyncReplicas();

    /** Kafka's topic settings of all topics. */
    Map<String, String> config();

    /** Those of event logs: topics that are neither compacted nor for dead letters. */
    Map<String, String> events();

    /** Those of topics for dead letters, {@code *.dlq}. */
    Map<String, String> deadLetters();
}
