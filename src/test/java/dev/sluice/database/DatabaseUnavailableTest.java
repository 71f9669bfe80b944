package dev.sluice.database;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is unavailable at startup, becomes available, and fails again. */
@Tag(TestLanes.ACCEPTANCE)
@QuarkusTest
@TestProfile(DatabaseUnavailableTest.Unavailable.class)
class DatabaseUnavailableTest {

    private static final String ORDER = Orders.created("ord-1", "customer-unavailable");

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    URI address;

    public static class Unavailable implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (ServerSocket free = new ServerSocket(0)) {
                String url = "postgresql://localhost:" + free.getLocalPort() + "/postgres";
                return Map.of(
                        "quarkus.datasource.reactive.url",
                        url,
                        "quarkus.datasource.jdbc.url",
                        "jdbc:" + url,
                        "quarkus.datasource.username",
                        "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void assertOnlyKeysAndQueriesAreUnavailable() {
        // A client with a key repeats the request.
        sluice.with("Idempotency-Key", "key-unavailable")
                .publish("order.created", ORDER)
                .spec(retryableProblem(503, "urn:sluice:problem:idempotency-unavailable"))
                .header("Retry-After", notNullValue());
        sluice.publish("order.created", ORDER).statusCode(201);
        for (String query : List.of("/orders", "/orders/ord-1", "/orders?at-least=orders-0-0")) {
            given().get(query)
                    .then()
                    .spec(retryableProblem(503, "urn:sluice:problem:orders-unavailable"))
                    .header("Retry-After", notNullValue());
        }
    }

    @Test
    void onlyKeysAndQueriesNeedTheDatabase() throws IOException {
        // Given
        management.get("health/live").statusCode(200);
        await().untilAsserted(() -> management
                .get("health/ready")
                .statusCode(503)
                .body("checks.find { it.name == 'database' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'database' }.data.reason", containsString("refused"))
                .body("checks.findAll { it.status == 'UP' }.name", hasItem("ingress topics")));
        assertOnlyKeysAndQueriesAreUnavailable();

        // When
        Path folder = Files.createDirectories(
                Path.of("target/dev-services/postgresql").toAbsolutePath());
        System.setProperty("ot.epg.working-dir", folder.toString());
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setPort(address.getPort())
                .setDataDirectory(Files.createTempDirectory(folder, "unavailable-"))
                .setPGStartupWait(LIMIT)
                .setServerConfig("unix_socket_directories", "")
                .start()) {

            // Then
            management.awaitReady();
            sluice.withKey("key-available").publish("order.created", ORDER).statusCode(201);
            sluice.get("/orders").statusCode(200);
        }
        assertOnlyKeysAndQueriesAreUnavailable();
        management.get("health/ready").statusCode(200);
    }
}
