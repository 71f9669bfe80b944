package dev.sluice.database;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A database that is away at start, comes, and goes again. */
@QuarkusTest
@TestProfile(DatabaseAwayTest.Away.class)
class DatabaseAwayTest {

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

    private static ValidatableResponse post(RequestSpecification request) {
        return request.contentType("application/json")
                .body(Orders.created("ord-1", "customer-away"))
                .post("/events/order.created")
                .then();
    }

    private static ValidatableResponse postWithKey(String key) {
        return post(given().header("Idempotency-Key", key));
    }

    private static void assertThatKeysAndQueriesAreUnavailableAndTheRestIsNot() {
        postWithKey("key-away")
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:sluice:problem:idempotency-unavailable"))
                .body("retryable", equalTo(true));
        post(given()).statusCode(201);
        for (String query : List.of("/orders", "/orders/ord-1", "/orders?at-least=orders-0-0")) {
            given().get(query)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("urn:sluice:problem:orders-unavailable"))
                    .body("retryable", equalTo(true));
        }
    }

    @Test
    void onlyKeysAndQueriesNeedIt() throws IOException {
        // Given
        given().get(management.url("health/live")).then().statusCode(200);
        await().untilAsserted(() -> given().get(management.url("health/ready"))
                .then()
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
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("unix_socket_directories", "")
                .start()) {

            // Then
            await().untilAsserted(() ->
                    given().get(management.url("health/ready")).then().statusCode(200));
            postWithKey("key-there").statusCode(201);
            given().get("/orders").then().statusCode(200);
        }
        assertThatKeysAndQueriesAreUnavailableAndTheRestIsNot();
        given().get(management.url("health/ready")).then().statusCode(200);
    }
}
