package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.database.DatabaseUnavailableAcceptanceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;

/** Queries of a database that is unavailable at startup, becomes available, and fails again. */
@QuarkusTest
@TestProfile(OrdersDatabaseUnavailableAcceptanceTest.OwnApplication.class)
class OrdersDatabaseUnavailableAcceptanceTest extends DatabaseUnavailableAcceptanceTest {

    /** A profile of its own, because the database must be unavailable at startup. */
    public static class OwnApplication extends Unavailable {}

    @Override
    protected void assertUnavailable() {
        super.assertUnavailable();
        for (String query : List.of("/orders", "/orders/ord-1", "/orders?at-least=orders-0-0")) {
            given().get(query)
                    .then()
                    .spec(retryableProblem(503, "urn:sluice:problem:orders-unavailable"))
                    .header("Retry-After", notNullValue());
        }
    }

    @Override
    protected void assertAvailable() {
        super.assertAvailable();
        sluice.get("/orders").statusCode(200);
    }
}
