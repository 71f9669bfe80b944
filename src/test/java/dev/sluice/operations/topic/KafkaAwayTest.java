package dev.sluice.operations.topic;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.testing.KafkaUnavailable;
import dev.sluice.testing.ManagementPort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** An instance that has never found Kafka, and verifies topics as in production. */
@QuarkusTest
@TestProfile(KafkaUnavailable.class)
class KafkaAwayTest {

    ManagementPort management;

    @Test
    void topicsAreUnavailableAndNothingIsSaidOfThem() {
        given().get("/topics")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("type", equalTo("urn:sluice:problem:kafka-unavailable"))
                .body("retryable", equalTo(true));
        given().get("/topics/orders")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("type", equalTo("urn:sluice:problem:kafka-unavailable"));
    }

    @Test
    void itIsNotReadyAndSaysWhy() {
        await().untilAsserted(() -> given().get(management.url("health/ready"))
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'topics' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'topics' }.data.reason", startsWith("Timed out")));
    }
}
