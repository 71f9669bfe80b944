package dev.sluice.ingress;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.Orders;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A client that publishes faster than it may. */
@QuarkusTest
@TestProfile(ClientRateTest.FewEvents.class)
class ClientRateTest {

    private static final int PER_SECOND = 50;

    /** So that a test gets to the limit. */
    public static final class FewEvents implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.ingress.max-client-rate",
                    Integer.toString(PER_SECOND),
                    "sluice.ingress.max-batch-events",
                    "10");
        }
    }

    private static int postOne() {
        return given().contentType("application/json")
                .body(Orders.created("ord-rate", "customer-rate"))
                .post("/events/order.created")
                .statusCode();
    }

    @Test
    void singleEventsAreRefusedAndAStreamIsSlowedDown() {
        // Given
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(1)).until(() -> postOne() == 429);
        given().contentType("application/json")
                .body("[]")
                .post("/events")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:sluice:problem:too-many-requests"));
        await().until(() -> postOne() == 201);

        // When
        String lines = Stream.generate(() ->
                        "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-rate", "customer-rate") + "}\n")
                .limit(3 * PER_SECOND)
                .collect(Collectors.joining());
        String results = given().contentType("application/x-ndjson")
                .body(lines.getBytes(UTF_8))
                .post("/events")
                .asString();

        // Then
        assertThat(results.lines()).hasSize(3 * PER_SECOND).allMatch(line -> line.contains("\"status\":201"));
    }
}
