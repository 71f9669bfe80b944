package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcConfigCheckTest {

    private static final Map<String, String> PROVIDER =
            Map.of("quarkus.oidc.auth-server-url", "https://idp.example", "quarkus.oidc.token.audience", "shop,sluice");
    private static final Map<String, String> KEY = Map.of(
            "quarkus.oidc.public-key", "x",
            "quarkus.oidc.token.issuer", "me",
            "quarkus.oidc.token.audience", "sluice");

    @Test
    void acceptsVerifiedProviderAndKeyOfIssuer() {
        assertThat(findings(PROVIDER, "", "")).isEmpty();
        assertThat(findings(KEY, "", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.token.audience, any, quarkus.oidc.token.audience is any",
        "quarkus.oidc.token.audience, 'sluice,any', quarkus.oidc.token.audience is any",
        "quarkus.oidc.token.issuer, any, quarkus.oidc.token.issuer is any",
        "quarkus.oidc.auth-server-url, http://idp.example, quarkus.oidc.auth-server-url begins with http://",
        "quarkus.oidc.jwks-path, http://idp.example/keys, quarkus.oidc.jwks-path begins with http://"
    })
    void warnsAboutProviderThatCannotBeTrusted(String key, String value, String text) {
        assertThat(findings(PROVIDER, key, value))
                .singleElement()
                .isInstanceOf(StartupCheck.Warning.class)
                .extracting(Finding::text)
                .asString()
                .startsWith(text);
    }

    @ParameterizedTest
    @CsvSource({"none", "certificate-validation", "CERTIFICATE_VALIDATION"})
    void rejectsUnverifiedProvider(String verification) {
        assertThat(findings(PROVIDER, "quarkus.oidc.tls.verification", verification))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class);
    }

    @ParameterizedTest
    @CsvSource({"any", "''"})
    void rejectsKeyWithoutIssuer(String issuer) {
        assertThat(findings(KEY, "quarkus.oidc.token.issuer", issuer))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class)
                .extracting(Finding::text)
                .asString()
                .startsWith("Set QUARKUS_OIDC_TOKEN_ISSUER");
    }

    /** Anybody can invent key ids. Each delays a new key of the provider until the next refresh. */
    @Test
    void inventedKeyIdsDelayNewKeyBySecondsOnly() throws IOException {
        SmallRyeConfig shipped = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Path.of("src/main/resources/application.properties")
                                .toUri()
                                .toURL(),
                        100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .build();

        assertThat(shipped.getValue("quarkus.oidc.token.forced-jwk-refresh-interval", Duration.class))
                .isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    private static List<Finding> findings(Map<String, String> settings, String key, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(key, value);
        return OidcConfigCheck.tokenFindings(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(all, "test", 500))
                        .build())
                .toList();
    }
}
