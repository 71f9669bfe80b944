package dev.sluice.admin.group;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.KafkaUnavailable;
import dev.sluice.testing.ManagementPort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Consumer groups while Kafka is unavailable. */
@QuarkusTest
@TestProfile(KafkaUnavailable.class)
class GroupsWithoutKafkaAcceptanceTest {

    ManagementPort management;

    @Test
    void returns503AndShowsNoLag() {
        // When
        List<Response> answers = List.of(
                given().get("/consumer-groups"),
                given().get("/consumer-groups/sluice-processing"),
                given().post("/consumer-groups/sluice-processing/reset?to=earliest"));

        // Then
        for (Response answer : answers) {
            answer.then()
                    .spec(retryableProblem(503, "urn:sluice:problem:kafka-unavailable"))
                    .header("Retry-After", notNullValue());
        }
        management.get("metrics").body(not(containsString("sluice_consumer_lag_records{")));
    }
}
