package dev.sluice.processing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.StartupCheck.Finding;
import dev.sluice.runtime.StartupCheck.Violation;
import dev.sluice.runtime.StartupCheck.Warning;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHandlersCheckTest {

    private static final EventCatalog CATALOG =
            new EventCatalog(List.of(EventType.of(new Schema.Parser().parse("""
                            {"type":"record","name":"Seen","event":"it.seen","topic":"things","key":"id","fields":[
                              {"name":"id","type":"string"}]}"""))), List.of());

    private static List<Finding> findings(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("sluice.handlers." + key, value));
        return findings(new PropertiesConfigSource(keys, "test", 100));
    }

    private static List<Finding> findings(ConfigSource source) {
        HttpHandlersConfig config = new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(HttpHandlersConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(HttpHandlersConfig.class);
        return new HttpHandlersCheck(config, CATALOG, "known"::equals)
                .findings()
                .toList();
    }

    private static Map<String, String> valid(String... more) {
        Map<String, String> settings =
                new HashMap<>(Map.of("desk.url", "https://desk", "desk.types", "it.seen", "desk.bearer-token", "hush"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @Test
    void acceptsVerifiedEndpoint() {
        assertThat(findings(Map.of())).isEmpty();
        assertThat(findings(valid("desk.tls-configuration-name", "known"))).isEmpty();
    }

    @Test
    void acceptsEnvironmentVariables() {
        assertThat(findings(new EnvConfigSource(
                        Map.of(
                                "SLUICE_HANDLERS_DESK_URL", "http://desk",
                                "SLUICE_HANDLERS_DESK_TYPES", "it.seen",
                                "SLUICE_HANDLERS_DESK_BEARER_TOKEN", "hush"),
                        300)))
                .extracting(Finding::text)
                .singleElement()
                .asString()
                .startsWith("sluice.handlers.desk.bearer-token is sent unencrypted");
    }

    @Test
    void reportsAllViolationsOfAllHandlers() {
        assertThat(findings(Map.of(
                        "Desk_1.timeout", "0s",
                        "two.url", "ftp://hush@desk",
                        "two.types", "it.seen,it.gone,it.seen",
                        "two.secret", "hush",
                        "two.tls-configuration-name", "unknown")))
                .filteredOn(Violation.class::isInstance)
                .extracting(Finding::text)
                .containsExactlyInAnyOrder(
                        "sluice.handlers.Desk_1: the name must consist of lower-case letters, digits and hyphens",
                        "sluice.handlers.Desk_1.types is not set: set it to the event types that the endpoint handles",
                        "sluice.handlers.Desk_1.url is not set: set it to the address of the endpoint",
                        "sluice.handlers.Desk_1.timeout must be at least 1 ms",
                        "sluice.handlers.two.types has it.gone, which is not an event type",
                        "sluice.handlers.two.types has it.seen more than once",
                        "sluice.handlers.two.url must be an http:// or https:// address without user, password and fragment",
                        "sluice.handlers.two.secret must be whsec_ and Base64",
                        "sluice.handlers.two.tls-configuration-name is unknown, but there is no quarkus.tls.unknown: configure its"
                                + " trust-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "desk",
                "//desk",
                "http://",
                "https://me:hush@desk",
                "https://desk/#part",
                "mailto:a@b",
                "http://a b"
            })
    void rejectsInvalidUrlWithoutQuotingIt(String url) {
        assertThat(findings(valid("desk.url", url)))
                .singleElement()
                .isInstanceOf(Violation.class)
                .extracting(Finding::text)
                .asString()
                .startsWith("sluice.handlers.desk.url")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({"http://desk,1", "http://localhost:8080/x,0", "http://127.0.0.1,0", "http://[::1]:8080,0"})
    void rejectsUnencryptedToken(String url, int violations) {
        assertThat(findings(valid("desk.url", url)))
                .hasSize(violations)
                .allMatch(Violation.class::isInstance)
                .noneMatch(finding -> finding.text().contains("hush"));
    }

    @Test
    void warnsAboutUnverifiedCallsAndUnencryptedEvents() {
        assertThat(findings(Map.of("desk.url", "http://desk", "desk.types", "it.seen")))
                .hasSize(2)
                .allMatch(Warning.class::isInstance);
    }

    @Test
    void rejectsTwoHandlersWithTheSameTarget() {
        assertThat(findings(valid("other.url", "https://desk", "other.types", "it.seen", "other.bearer-token", "hush")))
                .extracting(Finding::text)
                .containsExactly("sluice.handlers.other posts it.seen to the same address as sluice.handlers.desk");
    }
}
