package dev.sluice.http;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The limit of {@code sluice.http.max-body-memory}. */
@QuarkusTest
@TestProfile(TightLimits.class)
class BodyBudgetTest {

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI service;

    private ValidatableResponse publish() {
        return sluice.publish("parcel.created", PARCELS.created("parcel-1", "body-memory") + " ".repeat(80_000));
    }

    @Test
    void rejectsBodiesBeyondTheBudgetUntilMemoryIsReleased() throws IOException {
        try (Socket incomplete = new Socket(service.getHost(), service.getPort())) {
            // Given
            incomplete
                    .getOutputStream()
                    .write(("POST /events/parcel.created HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 90000\r\n\r\n" + " ".repeat(80_000))
                            .getBytes(UTF_8));

            // Then
            await().untilAsserted(() -> publish()
                    .spec(retryableProblem(503, "urn:sluice:problem:overloaded"))
                    .header("Retry-After", notNullValue()));
        }
        await().untilAsserted(() -> publish().statusCode(201));
    }
}
