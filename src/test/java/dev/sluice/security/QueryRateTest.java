package dev.sluice.security;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A caller that exceeds its rate of queries. */
@QuarkusTest
@TestProfile(TightLimits.class)
class QueryRateTest {

    private static final String GREEDY = "10.0.4.1";

    @TestHTTPResource
    URI service;

    /** Sends several times the admitted number of queries over one connection, and returns all responses. */
    private String sendQueries() throws IOException {
        String query = "GET /event-types HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: " + GREEDY + "\r\n";
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.getOutputStream()
                    .write(((query + "\r\n").repeat(3 * TightLimits.CLIENT_QUERIES) + query
                                    + "Connection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void limitsQueriesOfEachCaller() {
        // When
        String responses = await().pollInSameThread().until(this::sendQueries, all -> all.contains("HTTP/1.1 429"));

        // Then
        assertThat(responses)
                .contains("HTTP/1.1 200", "urn:sluice:problem:rate-limited")
                .containsIgnoringCase("retry-after: 1");
        new SluiceApi().with("X-Forwarded-For", "10.0.4.2").get("/event-types").statusCode(200);
    }
}
