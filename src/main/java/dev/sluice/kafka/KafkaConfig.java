package dev.sluice.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Configuration of the admin client, and of what it verifies. */
@ConfigMapping(prefix = "sluice.kafka")
public interface KafkaConfig {

    /** Settings of Kafka's admin client that differ from the settings that all Kafka clients share. */
    Map<String, String> admin();

    /** Time between two comparisons of stored positions, and of the topic ids in receipts, with the topics of the cluster. */
    @WithDefault("10s")
    Duration positionsInterval();
}
