package dev.sluice.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Configuration that the Kafka clients of all features share. */
@ConfigMapping(prefix = "sluice.kafka")
public interface KafkaConfig {

    /** Settings of Kafka's admin client that differ from the settings that all Kafka clients share. */
    Map<String, String> admin();

    /** Time between two comparisons of stored positions, and of the topic ids in receipts, with the topics of the cluster. */
    @WithDefault("10s")
    Duration positionsInterval();

    /**
     * Codecs with a native library that a start on a JVM loads, and fails if it cannot. Leave one out if the platform has no such
     * library, and no record of any topic is compressed with it.
     */
    @WithDefault("snappy,zstd")
    Set<@Pattern(regexp = "snappy|zstd") String> codecs();
}
