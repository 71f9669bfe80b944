package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.metrics.MetricFamily;
import dev.sluice.metrics.PrometheusBinary;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Replica;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The dashboard and alerts in a real Prometheus that scrapes two instances of the package, only one of which processes.
 */
@QuarkusIntegrationTest
@TestProfile(PrometheusIT.NoProcessing.class)
@WithTestResource(ManagementPort.class)
class PrometheusIT {

    /** Replacements that shorten the rules, so that the test takes seconds. */
    private static final Map<String, String> SHORTER = Map.of(
            "for: \\d+m", "for: 2s",
            "\\[\\d+m\\]", "[10s]",
            "> 60\n", "> 5\n",
            "> 30\n", "> 3\n");

    private static final Set<String> STOPPED =
            Set.of("SluiceLagHigh sluice-processing", "SluiceProcessingStopped", "SluiceInstanceDown");

    DevServicesContext devServices;

    ManagementPort management;

    private Replica worker;
    private Traffic traffic;
    private Prometheus prometheus;

    public static final class NoProcessing implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress,projection,query,admin");
        }
    }

    @BeforeEach
    void start() throws IOException {
        PrometheusBinary.require("prometheus");
        worker = Replica.start("prometheus-worker", devServices.devServicesProperties());
        String rules = Files.readString(Path.of("deploy/prometheus/sluice-alerts.yaml"));
        for (Map.Entry<String, String> replacement : SHORTER.entrySet()) {
            String original = rules;
            rules = rules.replaceAll(replacement.getKey(), replacement.getValue());
            assertThat(rules).as(replacement.getKey()).isNotEqualTo(original);
        }
        prometheus =
                new Prometheus(rules, List.of(worker.management("metrics"), URI.create(management.url("metrics"))));
    }

    @AfterEach
    void stop() {
        if (traffic != null) {
            traffic.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
        if (worker != null) {
            worker.close();
        }
    }

    private static List<String> dashboardQueries() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("deploy/grafana/sluice.json").toFile());
        return dashboard.get("panels").findValuesAsText("expr").stream()
                .map(query -> query.replace("$__rate_interval", "10s")
                        .replace("$namespace", ".*")
                        .replace("$instance", ".*"))
                .toList();
    }

    private String workerMetrics() {
        return given().accept("text/plain;version=0.0.4")
                .get(worker.management("metrics"))
                .asString();
    }

    /** A single test, because each start takes longer than the rest. */
    @Test
    void dashboardHasDataAndLagAlertFiresWhileProcessingIsStopped() throws Exception {
        // Given
        // HttpHandlersTest verifies the metrics of handlers, of which there are none here.
        List<MetricFamily> page = MetricFamily.documentedIn(Files.lines(Path.of("docs/metrics.md"))).stream()
                .filter(family -> !family.labels().contains("handler"))
                .toList();
        await("metrics before any event").untilAsserted(() -> assertThat(MetricFamily.exposedIn(workerMetrics()))
                .containsAll(page));
        Path metrics = Files.writeString(
                Path.of("target/sluice-metrics.txt"),
                workerMetrics()
                        .lines()
                        .filter(line -> line.matches("(# \\w+ )?sluice_.*"))
                        .collect(joining("\n", "", "\n")));
        PrometheusBinary.promtool(metrics.toFile(), "check", "metrics");
        traffic = new Traffic();
        for (String query : dashboardQueries()) {
            await(query).atMost(LONG_LIMIT).untilAsserted(() -> assertThat(prometheus.query(query))
                    .isNotEmpty());
        }
        await().atMost(LONG_LIMIT)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContainAnyElementsOf(STOPPED));

        // When
        worker.kill();

        // Then
        await().atMost(LONG_LIMIT)
                .untilAsserted(() -> assertThat(prometheus.firing()).containsAll(STOPPED));

        // When
        worker.restart();

        // Then
        await().atMost(LONG_LIMIT)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContainAnyElementsOf(STOPPED));
    }
}
