package dev.sluice.database;

import static dev.sluice.testing.SluiceApi.problem;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sluice without a database. */
@Tag(TestLanes.ACCEPTANCE)
@QuarkusTest
@TestProfile(NoDatabaseTest.None.class)
class NoDatabaseTest {

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    public static class None implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.active", "false");
        }
    }

    @Test
    void publishesWithoutKeysAndRejectsKeysAndQueries() {
        management.awaitReady();
        sluice.publish("order.created", Orders.created("ord-1", "customer-none"))
                .statusCode(201);
        sluice.withKey("key-none")
                .publish("order.created", Orders.created("ord-1", "customer-none"))
                .spec(problem(501, "urn:sluice:problem:no-idempotency"))
                .body("detail", containsString("quarkus.datasource.reactive.url"));
        given().get("/orders?at-least=orders-0-0").then().spec(problem(503, "urn:sluice:problem:orders-unavailable"));
    }
}
