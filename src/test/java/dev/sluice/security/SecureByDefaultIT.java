package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ProductionStart;
import dev.sluice.testing.TestLanes;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rejection of incomplete security settings by the package in production. */
@Tag(TestLanes.SMOKE)
class SecureByDefaultIT {

    @Test
    void rejectsMissingIdentityProvider() {
        assertThat(start(Map.of()))
                .contains("QUARKUS_OIDC_AUTH_SERVER_URL", "SLUICE_SECURITY_ANONYMOUS=publisher,reader")
                .doesNotContain("started in");
    }

    @Test
    void rejectsMissingAudience() {
        assertThat(start(Map.of("QUARKUS_OIDC_AUTH_SERVER_URL", "https://idp.example")))
                .contains("QUARKUS_OIDC_TOKEN_AUDIENCE")
                .doesNotContain("started in");
    }

    @Test
    void rejectsUnknownRole() {
        assertThat(start(Map.of("SLUICE_SECURITY_ANONYMOUS", "publish")))
                .contains("sluice.security.anonymous")
                .doesNotContain("started in");
    }

    /** Starts the process and returns its output after it has failed. */
    private static String start(Map<String, String> environment) {
        ProductionStart start = ProductionStart.with(environment);
        assertThat(start.exit()).as(start.output()).isNotZero();
        return start.output();
    }
}
