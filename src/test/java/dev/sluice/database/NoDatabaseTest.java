package dev.sluice.database;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An installation without a database. */
@QuarkusTest
@TestProfile(NoDatabaseTest.None.class)
class NoDatabaseTest {

    ManagementPort management;

    public static class None implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.active", "false");
        }
    }

    @Test
    void publishesWithoutKeysAndRefusesThemAndQueries() {
        Awaitility.await()
                .untilAsserted(
                        () -> given().get(management.url("health/ready")).then().statusCode(200));
        given().contentType("application/json")
                .body(Orders.created("ord-1", "customer-none"))
                .post("/events/order.created")
                .then()
                .statusCode(201);
        given().header("Idempotency-Key", "key-none")
                .contentType("application/json")
                .body(Orders.created("ord-1", "customer-none"))
                .post("/events/order.created")
                .then()
                .statusCode(501)
                .body("type", equalTo("urn:sluice:problem:no-idempotency"))
                .body("detail", containsString("quarkus.datasource.reactive.url"))
                .body("retryable", equalTo(false));
        given().get("/orders?at-least=orders-0-0")
                .then()
                .statusCode(503)
                .body("type", equalTo("urn:sluice:problem:orders-unavailable"))
                .body("retryable", equalTo(false));
    }
}
