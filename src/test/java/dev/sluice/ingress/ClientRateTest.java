package dev.sluice.ingress;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.Orders;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A client that publishes faster than it may. */
@QuarkusTest
@TestProfile(TightLimits.class)
class ClientRateTest {

    private static final String EVENT =
            "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-rate", "customer-rate") + "}";

    private static Response postBatch() {
        return given().contentType("application/json")
                .body(Stream.generate(() -> EVENT)
                        .limit(TightLimits.CLIENT_RATE)
                        .collect(Collectors.joining(",", "[", "]")))
                .post("/events");
    }

    @Test
    void batchesAreRefusedAndAStreamIsSlowedDown() {
        // Given
        Response refused = await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(ClientRateTest::postBatch, answer -> answer.statusCode() == 429);
        refused.then().header("Retry-After", notNullValue()).body("type", equalTo("urn:sluice:problem:rate-limited"));
        await().until(() -> postBatch().statusCode() == 207);

        // When
        String lines = Stream.generate(() ->
                        "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-rate", "customer-rate") + "}\n")
                .limit(3 * TightLimits.CLIENT_RATE)
                .collect(Collectors.joining());
        String results = given().contentType("application/x-ndjson")
                .body(lines.getBytes(UTF_8))
                .post("/events")
                .asString();

        // Then
        assertThat(results.lines())
                .hasSize(3 * TightLimits.CLIENT_RATE)
                .allMatch(line -> line.contains("\"status\":201"));
    }
}
