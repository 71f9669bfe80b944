package dev.sluice.admin.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;

/**
 * The declarations, by name, of topics that differ from the {@linkplain TopicDefaultsConfig defaults} or belong to no
 * event type. A topic of an event type needs no entry.
 */
@ConfigMapping(prefix = "sluice.topics")
public interface TopicsConfig {

    @WithParentName
    Map<String, Topic> topics();

    interface Topic {

        /** Number of partitions. Raising it moves keys to other partitions: see docs/how-to/topics.md. */
        Optional<@Min(1) @Max(1_000) Integer> partitions();

        /** Number of replicas. */
        Optional<@Min(1) @Max(10) Short> replicationFactor();

        /** Kafka topic settings, such as {@code cleanup.policy}. */
        Map<String, String> config();
    }
}
