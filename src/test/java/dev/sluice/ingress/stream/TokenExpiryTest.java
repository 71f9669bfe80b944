package dev.sluice.ingress.stream;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.security.Roles;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests that are still open when their token expires. */
@QuarkusTest
@TestProfile(TightLimits.class)
class TokenExpiryTest {

    @TestHTTPResource
    URI server;

    DevServicesContext devServices;
    TokenIssuer issuer;

    private final String key = "expiry-" + UUID.randomUUID();

    /** An admitted request whose body is still sent. */
    private record OpenRequest(Socket socket, OutputStream out, BufferedReader in, String token)
            implements AutoCloseable {

        /** Returns the next result of a stream, or an empty text after the last one. */
        String nextResult() throws IOException {
            String line = in.readLine();
            while (!line.startsWith("{") && !line.equals("0")) {
                line = in.readLine();
            }
            return line.equals("0") ? "" : line;
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Opens a request with a token that expires soon, but not before the server has admitted the request. */
    private OpenRequest open(String path, String mediaType, int length) throws IOException {
        for (int seconds = 2; ; seconds *= 2) {
            String token = issuer.expiringToken(key, seconds, Roles.PUBLISHER);
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\nContent-Type: "
                            + mediaType + "\r\nContent-Length: " + length + "\r\nExpect: 100-continue\r\n\r\n")
                    .getBytes(UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            if (in.readLine().startsWith("HTTP/1.1 100")) {
                in.readLine();
                return new OpenRequest(socket, out, in, token);
            }
            socket.close();
        }
    }

    private String line() {
        return event("parcel.paid", PARCELS.paid("parcel-expiry", key)) + "\n";
    }

    private int published() {
        return new DevServers(devServices)
                .log()
                .all(PARCELS.topic(), entry -> key.equals(entry.key()))
                .size();
    }

    @Test
    void endsIdleStream() throws IOException {
        try (OpenRequest stream = open("/events", "application/x-ndjson", 1_000_000)) {
            // When
            String last = stream.nextResult();

            // Then
            assertThat(last)
                    .startsWith("{\"status\":401")
                    .contains("urn:sluice:problem:unauthenticated", "The bearer token has expired");
            assertThat(stream.nextResult()).isEmpty();
        }
    }

    @Test
    void publishesNothingAfterTheResultThatEndsBusyStream() throws IOException {
        String lines = line().repeat(60 * TightLimits.CLIENT_RATE);
        try (OpenRequest stream = open("/events", "application/x-ndjson", lines.length())) {
            // Given: a stream of a minute
            Thread writing = new Thread(() -> {
                try {
                    stream.send(lines);
                } catch (IOException closed) {
                    // The test has ended.
                }
            });
            writing.start();

            // When
            List<String> results = new ArrayList<>();
            for (String result = stream.nextResult(); !result.isEmpty(); result = stream.nextResult()) {
                results.add(result);
            }

            // Then
            assertThat(results.get(results.size() - 1)).startsWith("{\"status\":401");
            assertThat(results.subList(0, results.size() - 1))
                    .allSatisfy(result -> assertThat(result).startsWith("{\"status\":201"));
            assertThat(published()).isEqualTo(results.size() - 1);
        }
    }

    @Test
    void rejectsBodyThatEndsLater() throws IOException {
        String body = PARCELS.paid("parcel-expiry", key);
        try (OpenRequest request = open("/events/parcel.paid", "application/json", body.length())) {
            // Given
            SluiceApi caller = new SluiceApi().withToken(request.token());
            await("expiry of the token")
                    .until(() -> caller.get("/event-types").extract().statusCode() == 401);

            // When
            request.send(body);

            // Then
            assertThat(request.in().readLine()).startsWith("HTTP/1.1 401");
            assertThat(published()).isZero();
        }
    }
}
