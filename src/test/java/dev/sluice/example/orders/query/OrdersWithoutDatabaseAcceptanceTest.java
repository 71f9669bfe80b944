package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.problem;
import static io.restassured.RestAssured.given;

import dev.sluice.database.NoDatabaseAcceptanceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Queries of a process without a database. */
@QuarkusTest
@TestProfile(NoDatabaseAcceptanceTest.None.class)
class OrdersWithoutDatabaseAcceptanceTest {

    @Test
    void rejectsQueries() {
        given().get("/orders?at-least=orders-0-0").then().spec(problem(503, "urn:sluice:problem:orders-unavailable"));
    }
}
