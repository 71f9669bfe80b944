package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCheckTest {

    private static List<Finding> findings(Map<String, String> settings) {
        return new DatabaseCheck(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(settings, "test", 500))
                        .build())
                .findings()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://db:5432/sluice?sslmode=verify-full",
                "postgresql://db/sluice?connectTimeout=5&sslmode=verify-ca",
                "postgresql://localhost:5432/sluice",
                "postgresql://me:hush@127.0.0.1/sluice?sslmode=require",
                "postgresql:///sluice"
            })
    void acceptsVerifiedAndLocalServers(String url) {
        assertThat(findings(
                        Map.of("quarkus.datasource.reactive.url", url, "quarkus.datasource.jdbc.url", "jdbc:" + url)))
                .isEmpty();
        assertThat(findings(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:hush@db:5432/sluice",
                "postgresql://localhost,db/sluice",
                "postgresql://db/sluice?sslmode=disable",
                "postgresql://db/sluice?user=me&password=hush&sslmode=require"
            })
    void warnsAboutUnverifiedServerForEachDriver(String url) {
        assertThat(findings(
                        Map.of("quarkus.datasource.reactive.url", url, "quarkus.datasource.jdbc.url", "jdbc:" + url)))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(StartupCheck.Warning.class))
                .allSatisfy(finding -> assertThat(finding.text())
                        .contains("impersonate PostgreSQL")
                        .doesNotContain("hush"));
    }

    @Test
    void readsModeThatIsNotInTheAddress() {
        assertThat(findings(Map.of(
                        "quarkus.datasource.reactive.url", "postgresql://db/sluice",
                        "quarkus.datasource.reactive.postgresql.ssl-mode", "VERIFY_FULL",
                        "quarkus.datasource.jdbc.url", "jdbc:postgresql://db/sluice",
                        "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode", "verify-full")))
                .isEmpty();
    }

    @Test
    void rejectsModeThatVerifiesNothing() {
        assertThat(findings(Map.of(
                        "quarkus.datasource.reactive.url", "postgresql://db/sluice?sslmode=verify-full",
                        "quarkus.datasource.reactive.trust-all", "true")))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class);
    }
}
