package dev.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import io.quarkus.runtime.ImageMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecCheckTest {

    @ParameterizedTest
    @CsvSource({
        "mp.messaging.outgoing.audit.compression.type, zstd",
        "mp.messaging.connector.smallrye-kafka.compression.type, snappy",
        "kafka.compression.type, zstd",
        "sluice.processing.producer.\"compression.type\", snappy"
    })
    void rejectsUnavailableCodecInNativeImage(String key, String value) {
        assertThat(findings(Map.of(key, value), ImageMode.NATIVE_RUN))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class)
                .extracting(Finding::text)
                .asString()
                .startsWith(key + " is " + value + ": ")
                .endsWith("; set it to lz4 or gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lz4"})
    void acceptsAvailableCodecInNativeImage(String codec) {
        assertThat(findings(Map.of("kafka.compression.type", codec), ImageMode.NATIVE_RUN))
                .isEmpty();
    }

    @Test
    void acceptsAnyCodecOnJvm() {
        assertThat(findings(Map.of("kafka.compression.type", "zstd"), ImageMode.JVM))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd"})
    void loadsCodecOnJvm(String codec) {
        assertThat(CodecCheck.load(codec)).isEmpty();
    }

    private static List<Finding> findings(Map<String, String> settings, ImageMode mode) {
        Map<String, String> producers = Map.of(
                "mp.messaging.outgoing.audit.connector",
                "smallrye-kafka",
                "sluice.processing.producer.\"transactional.id\"",
                "sluice-processing");
        return new CodecCheck(
                        new SmallRyeConfigBuilder()
                                .withSources(
                                        new PropertiesConfigSource(producers, "shipped", 100),
                                        new PropertiesConfigSource(settings, "test", 500))
                                .build(),
                        new NoCodecs())
                .findings(mode)
                .distinct()
                .toList();
    }

    private record NoCodecs() implements KafkaConfig {

        @Override
        public Duration positionsInterval() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Map<String, String> admin() {
            return Map.of();
        }

        @Override
        public Set<String> codecs() {
            return Set.of();
        }
    }
}
