package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ProductionStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rejection of unsafe configurations by the package in production. */
class UnsafeConfigurationIT {

    @Test
    void namesAllViolationsWithoutSecrets() {
        // When
        ProductionStart start = ProductionStart.with(Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "broker.example:9092"),
                Map.entry("SLUICE_INGRESS_PRODUCER_ACKS", "1"),
                Map.entry("MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_ISOLATION_LEVEL", "read_uncommitted"),
                Map.entry("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT"),
                Map.entry("KAFKA_SASL_MECHANISM", "PLAIN"),
                Map.entry(
                        "KAFKA_SASL_JAAS_CONFIG", "…PlainLoginModule required username=\"sluice\" password=\"hush\";"),
                Map.entry("SLUICE_IDEMPOTENCY_RETENTION", "1m"),
                Map.entry("SCHEMA_REGISTRY_USER_INFO", "sluice:hush"),
                Map.entry("SCHEMA_REGISTRY_URL", "http://registry.example"),
                Map.entry("QUARKUS_TLS_IDP_TRUST_ALL", "true"),
                Map.entry("POSTGRESQL_URL", "postgresql://sluice:hush@db.example/sluice?sslmode=verify-full"),
                Map.entry("POSTGRESQL_USERNAME", "sluice"),
                Map.entry("POSTGRESQL_PASSWORD", "hush"),
                Map.entry("QUARKUS_DATASOURCE_REACTIVE_TRUST_ALL", "true")));

        // Then
        assertThat(start.output())
                .contains(
                        "Sluice does not start with this configuration:",
                        "- sluice.ingress.producer.acks is 1:",
                        "- mp.messaging.connector.smallrye-kafka.isolation.level is read_uncommitted:",
                        "- kafka.security.protocol is SASL_PLAINTEXT,",
                        "- basic.auth.user.info is sent unencrypted",
                        "- sluice.idempotency.retention is 60 s:",
                        "- quarkus.tls.idp.trust-all is true:",
                        "- quarkus.datasource.reactive.trust-all is true,",
                        "- No caller could be authorized")
                .doesNotContain("hush", "started in");
        assertThat(start.exit()).isEqualTo(1);
    }

    @Test
    void namesCodecsWhoseLibraryCannotBeUnpacked() {
        // When
        ProductionStart start = ProductionStart.with(Map.of(
                "JAVA_TOOL_OPTIONS", "-Dorg.xerial.snappy.tempdir=/dev/null/none -DZstdTempFolder=/dev/null/none",
                "SLUICE_SECURITY_ANONYMOUS", "publisher"));

        // Then
        assertThat(start.output())
                .contains(
                        "- Records that are compressed with snappy could not be read",
                        "- Records that are compressed with zstd could not be read")
                .doesNotContain("started in");
        assertThat(start.exit()).isEqualTo(1);
    }

    @Test
    void namesAllSettingsBeyondTheirLimits() {
        // When
        ProductionStart start = ProductionStart.with(Map.of(
                "SLUICE_INGRESS_MAX_IN_FLIGHT", "0",
                "SLUICE_INGRESS_STREAM_MAX_IN_FLIGHT", "100001",
                "SLUICE_TOPICS_DEFAULTS_REPLICATION_FACTOR", "0",
                "SLUICE_INGRESS_MAX_CLIENT_RATE", "0",
                "SLUICE_SECURITY_ANONYMOUS", "publisher,owner"));

        // Then
        assertThat(start.output())
                .contains(
                        "sluice.ingress.max-in-flight is 0: it must be at least 1",
                        "sluice.ingress.max-client-rate is 0: it must be at least 1",
                        "sluice.ingress.stream.max-in-flight is 100001: it must be at most 100000",
                        "sluice.topics.defaults.replication-factor is 0: it must be at least 1",
                        "sluice.security.anonymous must match publisher|reader|operator")
                .doesNotContain("started in");
        assertThat(start.exit()).isEqualTo(1);
    }

    @Test
    void checksConfigurationFiles(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("more.properties");
        Files.writeString(file, "sluice.processing.consumer.\"enable.auto.commit\"=true\n");

        // When
        ProductionStart start = ProductionStart.with(Map.of("QUARKUS_CONFIG_LOCATIONS", file.toString()));

        // Then
        assertThat(start.output()).contains("- sluice.processing.consumer.\"enable.auto.commit\" is true:");
    }
}
