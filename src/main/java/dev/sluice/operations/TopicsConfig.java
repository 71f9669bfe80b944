package dev.sluice.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithDefaults;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;

/** Topics, by name. A topic of an event type needs no entry here. */
@ConfigMapping(prefix = "sluice.topics")
public interface TopicsConfig {

    @WithParentName
    @WithDefaults
    Map<String, Topic> topics();

    interface Topic {

        /** The number of partitions: the most instances that can share the work on a topic. */
        @WithDefault("6")
        @Min(1)
        @Max(1_000)
        int partitions();

        /** The number of replicas; if it is not set, the brokers' own default. */
        Optional<@Min(1) @Max(10) Short> replicationFactor();

        /** Any of Kafka's topic settings, such as {@code cleanup.policy}. */
        Map<String, String> config();
    }
}
