package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck.Finding;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsCheckTest {

    private static List<Finding> findings(Map<String, String> settings) {
        return new TlsCheck(new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(TlsConfig.class)
                        .withSources(new PropertiesConfigSource(settings, "test", 500))
                        .build()
                        .getConfigMapping(TlsConfig.class))
                .findings()
                .toList();
    }

    @Test
    void acceptsVerifyingConfigurations() {
        assertThat(findings(Map.of(
                        "quarkus.tls.trust-store.pem.certs", "ca.pem",
                        "quarkus.tls.kafka.hostname-verification-algorithm", "HTTPS")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.tls.trust-all, true",
        "quarkus.tls.kafka.trust-all, true",
        "quarkus.tls.identity-provider.trust-all, true",
        "quarkus.tls.hostname-verification-algorithm, NONE",
        "quarkus.tls.kafka.hostname-verification-algorithm, none"
    })
    void rejectsConfigurationThatDoesNotVerify(String key, String value) {
        assertThat(findings(Map.of(key, value)))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class)
                .extracting(Finding::text)
                .asString()
                .startsWith(key + " is " + value);
    }
}
