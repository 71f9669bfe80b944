package dev.sluice.ingress;

import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LIMIT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Domain;
import dev.sluice.testing.Http2Client;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS: only with prior knowledge, not by upgrade (ADR 10). */
@QuarkusTest
public class UpgradeTest {

    private final String line = event(domain().type("paid"), domain().paid("parcel-1", "upgrade")) + "\n";

    @TestHTTPResource("/events")
    URI events;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @Test
    void ignoresUpgrade() throws Exception {
        try (Socket socket = new Socket(events.getHost(), events.getPort())) {
            // Given
            String request = "POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                    + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQBAAAA\r\n"
                    + "Content-Length: " + line.length() + "\r\n\r\n" + line;
            String last = "GET /events HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

            // When
            socket.getOutputStream().write((request + last).getBytes(US_ASCII));

            // Then
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200 ")
                    .containsOnlyOnce("\"status\":201")
                    .contains("HTTP/1.1 405 ");
        }
    }

    @Test
    void acceptsHttp2WithPriorKnowledge() throws Exception {
        try (Http2Client client = new Http2Client()) {
            // Given: far more results than fit into the initial flow-control window of HTTP/2
            String lines = String.join("", Collections.nCopies(10_000, line));

            // When
            Http2Client.Response response =
                    client.post(events, "application/x-ndjson", lines).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            // Then
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().lines()).hasSize(10_000).allSatisfy(line -> assertThat(line)
                    .startsWith("{\"status\":201"));
        }
    }
}
