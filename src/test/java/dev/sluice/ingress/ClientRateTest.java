package dev.sluice.ingress;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A caller that exceeds its rate limit. */
@QuarkusTest
@TestProfile(TightLimits.class)
class ClientRateTest {

    private static final String EVENT = event("parcel.created", PARCELS.created("parcel-rate", "sender-rate"));

    private final SluiceApi sluice = new SluiceApi();

    private Response publishBatch() {
        String[] events =
                Stream.generate(() -> EVENT).limit(TightLimits.CLIENT_RATE).toArray(String[]::new);
        return sluice.publishBatch(batch(events)).extract().response();
    }

    @Test
    void refusesBatchesAndSlowsStreamsDown() {
        // Given
        Response refused = await().pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .until(this::publishBatch, response -> response.statusCode() == 429);
        refused.then()
                .spec(retryableProblem(429, "urn:sluice:problem:rate-limited"))
                .header("Retry-After", notNullValue());
        await().until(() -> publishBatch().statusCode() == 207);

        // When
        String lines = Stream.generate(() -> EVENT + "\n")
                .limit(3 * TightLimits.CLIENT_RATE)
                .collect(Collectors.joining());
        String results = sluice.publishLines(lines).extract().asString();

        // Then
        assertThat(results.lines())
                .hasSize(3 * TightLimits.CLIENT_RATE)
                .allMatch(line -> line.contains("\"status\":201"));
    }
}
