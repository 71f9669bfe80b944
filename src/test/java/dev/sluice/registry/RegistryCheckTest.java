package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryCheckTest {

    private static final String PASSWORD = "basic.auth.user.info";

    private static List<Finding> findings(String urls, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("schema.registry.url", urls);
        settings.putIfAbsent("auto.register.schemas", "false");
        return RegistryCheck.findings(SchemaRegistryConfig.of(settings)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://registry:8085", "http://localhost:8081", "http://127.0.0.1:8081,https://registry"})
    void acceptsVerifiedAndLocalRegistries(String urls) {
        assertThat(findings(urls, Map.of(PASSWORD, "me:hush"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://registry:8081", "https://registry,http://other", "http://me:hush@registry"})
    void warnsAboutUnverifiedRegistry(String urls) {
        assertThat(findings(urls, Map.of()))
                .singleElement()
                .isInstanceOf(StartupCheck.Warning.class)
                .extracting(Finding::text)
                .asString()
                .contains("impersonate the registry")
                .doesNotContain("hush");
    }

    @Test
    void rejectsUnencryptedPassword() {
        assertThat(findings("http://registry:8081", Map.of(PASSWORD, "me:hush")))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class);
    }

    @Test
    void warnsAboutReplicasThatRegisterSchemas() {
        assertThat(findings("https://registry", Map.of("auto.register.schemas", "true")))
                .singleElement()
                .isInstanceOf(StartupCheck.Warning.class);
    }
}
