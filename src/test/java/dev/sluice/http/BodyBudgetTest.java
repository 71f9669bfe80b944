package dev.sluice.http;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limit of {@code sluice.http.max-body-memory}, the share of each caller, and the reserve for small bodies. */
@QuarkusTest
@TestProfile(TightLimits.class)
class BodyBudgetTest {

    private static final String SLOW = "10.0.1.1";
    private static final String OTHER = "10.0.1.2";
    private static final int LARGE = 80_000;

    @TestHTTPResource
    URI service;

    @Inject
    MeterRegistry meters;

    private static ValidatableResponse publish(String caller, int padding) {
        return new SluiceApi()
                .with("X-Forwarded-For", caller)
                .publish("parcel.created", PARCELS.created("parcel-1", "body-memory") + " ".repeat(padding));
    }

    /** Sends a large body except for its end, and waits until it is in memory. */
    private Socket sendIncomplete(String caller) throws IOException {
        double before = memory();
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.getOutputStream()
                .write(("POST /events/parcel.created HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                                + "X-Forwarded-For: " + caller + "\r\nContent-Length: 90000\r\n\r\n"
                                + " ".repeat(LARGE))
                        .getBytes(UTF_8));
        await().until(() -> memory() >= before + LARGE);
        return socket;
    }

    private double memory() {
        return meters.get("sluice.http.body.bytes").gauge().value();
    }

    @Test
    void slowBodiesOfACallerTakeItsShareOnly() throws IOException {
        try (Socket incomplete = sendIncomplete(SLOW)) {
            // When Then
            assertThat(incomplete.isConnected()).isTrue();
            publish(SLOW, LARGE)
                    .spec(retryableProblem(503, "urn:sluice:problem:overloaded"))
                    .header("Retry-After", notNullValue());
            publish(OTHER, LARGE).statusCode(201);
        }
        await().untilAsserted(() -> publish(SLOW, LARGE).statusCode(201));
    }

    @Test
    void countsTheProblemsOfABatch() {
        // Given: an item of 80 bytes, whose problem has 14 errors
        String item =
                IntStream.range(0, 12).mapToObj(i -> "\"m" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        String batch = batch(Collections.nCopies(TightLimits.CLIENT_RATE, item).toArray(String[]::new));

        // When
        var response = new SluiceApi().with("X-Forwarded-For", SLOW).publishBatch(batch);

        // Then
        response.spec(retryableProblem(503, "urn:sluice:problem:overloaded"));
        await().until(() -> memory() == 0);
    }

    @Test
    void reservesMemoryForSmallBodies() throws IOException {
        List<Socket> incomplete = new ArrayList<>();
        try {
            // Given
            for (int i = 0; i < 4; i++) {
                incomplete.add(sendIncomplete("10.0.2." + i));
            }

            // When Then
            publish(OTHER, LARGE).spec(retryableProblem(503, "urn:sluice:problem:overloaded"));
            publish(OTHER, 0).statusCode(201);
        } finally {
            for (Socket socket : incomplete) {
                socket.close();
            }
        }
        await().untilAsserted(() -> publish(OTHER, LARGE).statusCode(201));
    }
}
