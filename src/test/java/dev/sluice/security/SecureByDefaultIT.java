package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ProductionStart;
import dev.sluice.testing.TestLanes;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The package in production: it says what is missing, and does not start without it. */
@Tag(TestLanes.SMOKE)
class SecureByDefaultIT {

    @Test
    void withoutAWordAboutWhoMayCallItDoesNotStart() {
        assertThat(start(Map.of()))
                .contains("QUARKUS_OIDC_AUTH_SERVER_URL", "SLUICE_SECURITY_ANONYMOUS=publisher,reader")
                .doesNotContain("started in");
    }

    @Test
    void withoutAnAudienceItDoesNotStart() {
        assertThat(start(Map.of("QUARKUS_OIDC_AUTH_SERVER_URL", "https://idp.example")))
                .contains("QUARKUS_OIDC_TOKEN_AUDIENCE")
                .doesNotContain("started in");
    }

    @Test
    void aRoleThatThereIsNotIsASlip() {
        assertThat(start(Map.of("SLUICE_SECURITY_ANONYMOUS", "publish")))
                .contains("sluice.security.anonymous")
                .doesNotContain("started in");
    }

    /** What the process says until it ends. */
    private static String start(Map<String, String> environment) {
        ProductionStart start = ProductionStart.with(environment);
        assertThat(start.exit()).as(start.output()).isNotZero();
        return start.output();
    }
}
