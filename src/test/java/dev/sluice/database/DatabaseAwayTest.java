package dev.sluice.database;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import dev.sluice.testing.SluiceApi;
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
import org.junit.jupiter.api.Test;

/** A database that is away at start, comes, and goes again. */
@QuarkusTest
@TestProfile(DatabaseAwayTest.Away.class)
class DatabaseAwayTest {

    private static final String ORDER = Orders.created("ord-1", "customer-away");

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    URI address;

    public static class Away implements QuarkusTestProfile {
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

    private void assertThatKeysAndQueriesAreUnavailableAndTheRestIsNot() {
        // A client with a key would repeat the request.
        sluice.with("Idempotency-Key", "key-away")
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
    void onlyKeysAndQueriesNeedIt() throws IOException {
        // Given
        management.get("health/live").statusCode(200);
        await().untilAsserted(() -> management
                .get("health/ready")
                .statusCode(503)
                .body("checks.find { it.name == 'database' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'database' }.data.reason", containsString("refused"))
                .body("checks.findAll { it.status == 'UP' }.name", hasItem("ingress topics")));
        assertThatKeysAndQueriesAreUnavailableAndTheRestIsNot();

        // When
        Path folder = Files.createDirectories(
                Path.of("target/dev-services/postgresql").toAbsolutePath());
        System.setProperty("ot.epg.working-dir", folder.toString());
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setPort(address.getPort())
                .setDataDirectory(Files.createTempDirectory(folder, "away-"))
                .setPGStartupWait(LIMIT)
                .setServerConfig("unix_socket_directories", "")
                .start()) {

            // Then
            management.awaitReady();
            sluice.withKey("key-there").publish("order.created", ORDER).statusCode(201);
            sluice.get("/orders").statusCode(200);
        }
        assertThatKeysAndQueriesAreUnavailableAndTheRestIsNot();
        management.get("health/ready").statusCode(200);
    }
}
