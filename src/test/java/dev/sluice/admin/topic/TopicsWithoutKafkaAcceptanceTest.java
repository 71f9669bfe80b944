package dev.sluice.admin.topic;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.testing.KafkaUnavailable;
import dev.sluice.testing.ManagementPort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Topics while Kafka is unavailable since the start, with verification as in production. */
@QuarkusTest
@TestProfile(KafkaUnavailable.class)
class TopicsWithoutKafkaAcceptanceTest {

    ManagementPort management;

    @Test
    void returns503() {
        given().get("/topics")
                .then()
                .spec(retryableProblem(503, "urn:sluice:problem:kafka-unavailable"))
                .header("Retry-After", equalTo("5"));
        given().get("/topics/parcels")
                .then()
                .spec(retryableProblem(503, "urn:sluice:problem:kafka-unavailable"))
                .header("Retry-After", equalTo("5"));
    }

    @Test
    void readinessReportsTheReason() {
        await().untilAsserted(() -> management
                .get("health/ready")
                .statusCode(503)
                .body("checks.find { it.name == 'topics' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'topics' }.data.reason", startsWith("Timed out")));
    }
}
