package dev.sluice.kafka;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

@ConfigMapping(prefix = "sluice.kafka")
public interface KafkaConfig {

    /** Settings of Kafka's admin client that differ from those that all share. */
    Map<String, String> admin();
}
