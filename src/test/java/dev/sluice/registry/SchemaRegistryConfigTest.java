package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class SchemaRegistryConfigTest {

    @Test
    void readsConfluentKeys() {
        // When
        SchemaRegistryConfig config = SchemaRegistryConfig.of(Map.of(
                "schema.registry.url", "http://one:8081/, https://two/apis",
                "basic.auth.user.info", "alice:secret",
                "auto.register.schemas", "false",
                "use.latest.version", true,
                "value.subject.name.strategy", "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy"));

        // Then
        assertThat(config.urls()).containsExactly(URI.create("http://one:8081"), URI.create("https://two/apis"));
        assertThat(config.userInfo()).contains("alice:secret");
        assertThat(config.autoRegister()).isFalse();
        assertThat(config.useLatest()).isTrue();
        assertThat(config.strategy().subject("parcels", Schema.createRecord("R", null, "n", false)))
                .isEqualTo("parcels-n.R");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void namesInvalidKey() {
        assertThatThrownBy(() -> SchemaRegistryConfig.of(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url is not set");
        assertThatThrownBy(() -> SchemaRegistryConfig.of(Map.of("schema.registry.url", "registry:8081")))
                .hasMessageContaining("http://");
        assertThatThrownBy(() -> SchemaRegistryConfig.of(
                        Map.of("schema.registry.url", "http://r", "value.subject.name.strategy", "Mine")))
                .hasMessageContaining("value.subject.name.strategy");
    }
}
