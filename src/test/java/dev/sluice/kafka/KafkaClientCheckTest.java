package dev.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientCheckTest {

    @Test
    void acceptsShippedConfiguration() throws IOException {
        assertThat(findings(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.ingress.producer.\"acks\", 1",
        "sluice.ingress.atomic.producer.\"acks\", 0",
        "mp.messaging.connector.smallrye-kafka.acks, 1",
        "sluice.processing.producer.acks, 1",
        "sluice.dead-letters.producer.\"enable.idempotence\", false",
        "mp.messaging.connector.smallrye-kafka.isolation.level, read_uncommitted",
        "mp.messaging.incoming.projection.isolation.level, read_uncommitted",
        "sluice.processing.consumer.\"isolation.level\", read_uncommitted",
        "mp.messaging.incoming.projection.enable.auto.commit, true",
        "kafka.enable.auto.commit, true",
        "sluice.processing.consumer.\"enable.auto.commit\", true",
        "sluice.processing.consumer.\"auto.offset.reset\", latest"
    })
    void rejectsUnsafeSettingWithItsKey(String key, String value) throws IOException {
        assertThat(findings(Map.of(key, value)))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(StartupCheck.Violation.class))
                .allSatisfy(finding -> assertThat(finding.text()).startsWith(key + " is " + value + ": "));
    }

    @Test
    void appliesKafkaDefaultToUnsetSetting() throws IOException {
        assertThat(findings(Map.of("mp.messaging.connector.smallrye-kafka.isolation.level", "")))
                .extracting(Finding::text)
                .anyMatch(text -> text.startsWith(
                        "mp.messaging.incoming.projection.isolation.level is read_uncommitted: events of aborted"));
    }

    @Test
    void ignoresSettingsWithoutEffect() throws IOException {
        assertThat(findings(Map.of("kafka.acks", "1", "kafka.isolation.level", "read_uncommitted")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, true", "OAUTHBEARER, true", "SCRAM-SHA-512, false"})
    void rejectsUnencryptedPassword(String mechanism, boolean isUnsafe) throws IOException {
        // When
        List<Finding> findings =
                findings(Map.of("kafka.security.protocol", "SASL_PLAINTEXT", "kafka.sasl.mechanism", mechanism));

        // Then
        assertThat(findings)
                .singleElement()
                .isInstanceOf(isUnsafe ? StartupCheck.Violation.class : StartupCheck.Warning.class)
                .extracting(Finding::text)
                .asString()
                .startsWith("kafka.security.protocol is SASL_PLAINTEXT");
    }

    @Test
    void acceptsUnencryptedPasswordOnLocalhost() throws IOException {
        assertThat(findings(Map.of(
                        "kafka.security.protocol",
                        "SASL_PLAINTEXT",
                        "kafka.sasl.mechanism",
                        "PLAIN",
                        "kafka.bootstrap.servers",
                        "localhost:9092, 127.0.0.1:9093")))
                .singleElement()
                .isInstanceOf(StartupCheck.Warning.class);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.ssl.endpoint.identification.algorithm, SASL_SSL, PLAIN, true",
        "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM, SASL_SSL, OAUTHBEARER, true",
        "kafka.ssl.endpoint.identification.algorithm, SASL_SSL, SCRAM-SHA-512, false",
        "kafka.ssl.endpoint.identification.algorithm, SSL, PLAIN, false"
    })
    void reportsUnverifiedBroker(String key, String protocol, String mechanism, boolean isUnsafe) throws IOException {
        // When
        List<Finding> findings =
                findings(Map.of(key, "", "kafka.security.protocol", protocol, "kafka.sasl.mechanism", mechanism));

        // Then
        assertThat(findings)
                .singleElement()
                .isInstanceOf(isUnsafe ? StartupCheck.Violation.class : StartupCheck.Warning.class)
                .extracting(Finding::text)
                .asString()
                .startsWith("kafka.ssl.endpoint.identification.algorithm is empty");
    }

    @Test
    void warnsAboutLongTransactionTimeout() throws IOException {
        assertThat(findings(Map.of("sluice.processing.producer.\"transaction.timeout.ms\"", "600000")))
                .singleElement()
                .isInstanceOf(StartupCheck.Warning.class);
    }

    /** Returns the findings for the production configuration with some settings overridden. */
    private static List<Finding> findings(Map<String, String> settings) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withProfile("prod")
                .withSources(
                        new PropertiesConfigSource(
                                Path.of("src/main/resources/application.properties")
                                        .toUri()
                                        .toURL(),
                                100),
                        new PropertiesConfigSource(settings, "test", 500))
                .build();
        return new KafkaClientCheck(config).findings().distinct().toList();
    }
}
