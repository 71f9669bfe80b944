package dev.sluice.kafka;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** Configuration of the admin client. */
@ConfigMapping(prefix = "sluice.kafka")
public interface KafkaConfig {

    /** Settings of Kafka's admin client that differ from the settings that all Kafka clients share. */
    Map<String, String> admin();
}
