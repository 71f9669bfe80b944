package dev.sluice.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A profile in which Kafka is unreachable, and topics are verified but not created, as in production. */
public final class KafkaUnavailable implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "kafka.bootstrap.servers",
                "localhost:" + Ports.free(),
                "sluice.admin.topics.create",
                "false",
                "sluice.kafka.admin.\"default.api.timeout.ms\"",
                "1000",
                "sluice.kafka.admin.\"request.timeout.ms\"",
                "500");
    }
}
