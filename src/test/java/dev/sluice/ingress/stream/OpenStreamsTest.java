package dev.sluice.ingress.stream;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of the number of open streams. */
@QuarkusTest
@TestProfile(TightLimits.class)
class OpenStreamsTest {

    private static final String GREEDY = "10.0.3.1";
    private static final String OTHER = "10.0.3.2";

    @TestHTTPResource
    URI service;

    @Inject
    MeterRegistry meters;

    private final List<Socket> streams = new ArrayList<>();

    /** Opens a stream that sends one invalid line and stays open. */
    private void open(String caller) throws IOException {
        int before = openStreams();
        Socket socket = new Socket(service.getHost(), service.getPort());
        streams.add(socket);
        socket.getOutputStream()
                .write(("POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                                + "X-Forwarded-For: " + caller + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n")
                        .getBytes(UTF_8));
        await().until(() -> openStreams() > before);
    }

    private int openStreams() {
        return (int) meters.get("sluice.ingress.open.streams").gauge().value();
    }

    private static ValidatableResponse publish(String caller) {
        return new SluiceApi().with("X-Forwarded-For", caller).publishLines("{}");
    }

    @AfterEach
    void closeStreams() throws IOException {
        for (Socket socket : streams) {
            socket.close();
        }
        await().until(() -> openStreams() == 0);
    }

    @Test
    void limitsOpenStreamsOfEachCallerAndInTotal() throws IOException {
        // Given
        for (int i = 0; i < TightLimits.CLIENT_STREAMS; i++) {
            open(GREEDY);
        }

        // When Then
        publish(GREEDY)
                .spec(retryableProblem(429, "urn:sluice:problem:too-many-streams"))
                .header("Retry-After", notNullValue());
        publish(OTHER).statusCode(200);

        // When
        open(OTHER);

        // Then
        publish(OTHER)
                .spec(retryableProblem(503, "urn:sluice:problem:overloaded"))
                .header("Retry-After", notNullValue());
        assertThat(openStreams()).isEqualTo(TightLimits.STREAMS);
    }

    @Test
    void refusesStreamBeforeItsBodyArrives() throws IOException {
        // Given
        for (int i = 0; i < TightLimits.CLIENT_STREAMS; i++) {
            open(GREEDY);
        }

        // When
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.getOutputStream()
                    .write(("POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                                    + "X-Forwarded-For: " + GREEDY + "\r\nContent-Length: 1000\r\n\r\n")
                            .getBytes(UTF_8));

            // Then
            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 429");
        }
    }
}
