package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.JsonLog;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The JSON log of the package in production while the trace collector is unavailable. */
@QuarkusIntegrationTest
@WithTestResource(JsonLogsIT.IngressOnly.class)
class JsonLogsIT {

    private static final Path LOG = Path.of("target", "json-logs.log");
    private static final String PASSWORD = "pass-" + UUID.randomUUID();

    DevServicesContext devServices;

    /** Disables processing in the application that the framework starts, which only provides servers and topics. */
    public static final class IngressOnly implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("sluice.roles", "ingress");
        }

        @Override
        public void stop() {}
    }

    @Test
    void linesContainPositionAndTraceWithoutEventData() throws IOException {
        // Given
        int port = Ports.free();
        String managementPort = Integer.toString(Ports.free());
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("quarkus.profile", "prod");
        settings.put("sluice.example.orders", "true");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", managementPort);
        settings.put("quarkus.datasource.password", PASSWORD);
        settings.put("quarkus.otel.exporter.otlp.endpoint", "http://localhost:" + Ports.free());
        settings.put("quarkus.otel.bsp.schedule.delay", "100ms");
        settings.put("sluice.security.anonymous", "publisher");
        settings.put("sluice.shutdown.delay", "0s");
        settings.put("sluice.instance", "json-logs");
        // The test has a single broker.
        settings.put("sluice.topics.defaults.replication-factor", "1");
        settings.put("sluice.topics.defaults.min-insync-replicas", "1");
        String trace = UUID.randomUUID().toString().replace("-", "");
        String customerId = "customer-" + UUID.randomUUID();

        try (ChildProcess process = new ChildProcess(PackagedApplication.command(settings), LOG)) {
            await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> {
                assertThat(process.isAlive()).isTrue();
                given().get("http://localhost:" + managementPort + "/q/health/ready")
                        .then()
                        .statusCode(200);
            });

            // When
            SluiceApi.at(URI.create("http://localhost:" + port))
                    .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                    .publish("order.created", Orders.created("refused by the database: \\u0000", customerId))
                    .statusCode(201);

            // Then
            await().untilAsserted(() -> assertThat(Files.readString(LOG)).contains("cannot be projected"));
        }
        List<JsonNode> lines = JsonLog.read(LOG);
        JsonNode fields = lines.stream()
                .filter(line -> line.get("message").asText().contains("cannot be projected"))
                .findFirst()
                .orElseThrow()
                .get("mdc");
        assertThat(fields.get("topic").asText()).isEqualTo("orders");
        assertThat(fields.get("partition").asText()).containsOnlyDigits();
        assertThat(fields.get("offset").asText()).containsOnlyDigits();
        assertThat(fields.get("traceId").asText()).isEqualTo(trace);
        assertThat(fields.get("spanId").asText()).hasSize(16);
        assertThat(Files.readString(LOG))
                .doesNotContain(customerId)
                .doesNotContain("refused by the database")
                .doesNotContain("WIDGET-A")
                .doesNotContain(PASSWORD);
        assertThat(lines)
                .filteredOn(line -> line.get("loggerName").asText().contains("opentelemetry"))
                .as("log lines about the unavailable collector")
                .hasSizeLessThan(10);
    }
}
