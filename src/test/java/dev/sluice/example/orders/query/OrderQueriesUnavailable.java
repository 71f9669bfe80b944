package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.database.DatabaseUnavailableAcceptanceTest;
import jakarta.inject.Singleton;
import java.util.List;

/** Queries of orders while the database is unavailable. */
@Singleton
class OrderQueriesUnavailable implements DatabaseUnavailableAcceptanceTest.Requests {

    @Override
    public void assertUnavailable() {
        for (String query : List.of("/orders", "/orders/ord-1", "/orders?at-least=orders-0-0")) {
            given().get(query)
                    .then()
                    .spec(retryableProblem(503, "urn:sluice:problem:orders-unavailable"))
                    .header("Retry-After", notNullValue());
        }
    }

    @Override
    public void assertAvailable() {
        given().get("/orders").then().statusCode(200);
    }
}
