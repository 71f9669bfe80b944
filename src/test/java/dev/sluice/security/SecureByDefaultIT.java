package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.PackagedApplication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The package in production: it says what is missing, and does not start without it. */
class SecureByDefaultIT {

    @Test
    void withoutAWordAboutWhoMayCallItDoesNotStart() throws Exception {
        assertThat(start(Map.of()))
                .contains("QUARKUS_OIDC_AUTH_SERVER_URL", "SLUICE_SECURITY_ANONYMOUS=publisher,reader")
                .doesNotContain("started in");
    }

    @Test
    void withoutAnAudienceItDoesNotStart() throws Exception {
        assertThat(start(Map.of("QUARKUS_OIDC_AUTH_SERVER_URL", "https://idp.example")))
                .contains("QUARKUS_OIDC_TOKEN_AUDIENCE")
                .doesNotContain("started in");
    }

    @Test
    void aRoleThatThereIsNotIsASlip() throws Exception {
        assertThat(start(Map.of("SLUICE_SECURITY_ANONYMOUS", "publish")))
                .contains("sluice.security.anonymous")
                .doesNotContain("started in");
    }

    /** What the process says until it ends. */
    private static String start(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(PackagedApplication.command(Map.of())).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
                        "SCHEMA_REGISTRY_URL", "http://localhost:1",
                        "QUARKUS_HTTP_PORT", "0",
                        "QUARKUS_MANAGEMENT_PORT", "0"));
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isNotZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
