package dev.sluice.http.connection;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import dev.sluice.testing.Waits;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that use more of a server than they should. */
@QuarkusTest
@TestProfile(TightLimits.class)
class ConnectionLimitsTest {

    /** The path of the largest answer, which needs no body. */
    private static final String LARGE = "/q/openapi";

    private static final byte[] GET_LARGE = ("GET " + LARGE + " HTTP/1.1\r\nHost: sluice\r\n\r\n").getBytes(US_ASCII);

    @TestHTTPResource
    URI service;

    @Inject
    MeterRegistry meters;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void memoryReturnsToItsLevel() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        await().until(() -> gauge("sluice.http.connection") == 0 && gauge("sluice.http.active") == 0);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double closed(ConnectionGuard.Reason reason) {
        return meters.get("sluice.http.closed")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout((int) Waits.LIMIT.toMillis());
        sockets.add(socket);
        return socket;
    }

    /** Sends bytes until the server closes the connection. */
    private static void sendUntilClosed(Socket socket, byte[] bytes) {
        try {
            while (true) {
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException closed) {
            // Expected.
        }
    }

    private void awaitClosed(ConnectionGuard.Reason reason, double before) {
        await().until(() -> closed(reason) > before);
        new SluiceApi().get("/event-types").statusCode(200);
    }

    @Test
    void closesConnectionThatDoesNotReadItsAnswers() throws IOException {
        double before = closed(ConnectionGuard.Reason.MEMORY);

        sendUntilClosed(connect(), GET_LARGE);

        awaitClosed(ConnectionGuard.Reason.MEMORY, before);
    }

    @Test
    void closesHttp2ConnectionThatDoesNotReadItsAnswers() throws IOException {
        double before = closed(ConnectionGuard.Reason.MEMORY);
        try (RawHttp2 client = new RawHttp2(service, 0)) {

            for (int i = 0; i < 100; i++) {
                client.get(LARGE);
            }

            client.awaitClose();
            awaitClosed(ConnectionGuard.Reason.MEMORY, before);
        }
    }

    private static void pauseBetweenPings() {
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    }

    @Test
    void closesConnectionThatStopsReading() throws IOException {
        double before = closed(ConnectionGuard.Reason.STALLED);
        try (RawHttp2 client = new RawHttp2(service, 0)) {

            client.get("/event-types");

            // Its answers do not count as progress.
            for (int i = 0; closed(ConnectionGuard.Reason.STALLED) == before && i < 1000; i++) {
                client.send(RawHttp2.PING, 0, 0, new byte[8]);
                pauseBetweenPings();
            }
        } catch (SocketException expected) {
            // The server closed the connection.
        }
        awaitClosed(ConnectionGuard.Reason.STALLED, before);
    }

    @Test
    void closesConnectionWhoseRequestHeadDoesNotArrive() throws IOException {
        double before = closed(ConnectionGuard.Reason.STALLED);
        Socket socket = connect();

        socket.getOutputStream().write("GET /event-types HTTP/1.1\r\nHo".getBytes(US_ASCII));

        assertThat(socket.getInputStream().read()).isNegative();
        awaitClosed(ConnectionGuard.Reason.STALLED, before);
    }

    @Test
    void closesConnectionWhoseFrameDoesNotArrive() throws IOException {
        double before = closed(ConnectionGuard.Reason.STALLED);
        try (RawHttp2 client = new RawHttp2(service, 0)) {

            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, client.head("/event-types"));

            client.awaitClose();
            awaitClosed(ConnectionGuard.Reason.STALLED, before);
        }
    }

    @Test
    void closesConnectionsWithTheLargestHeadsIfThereAreMany() throws IOException {
        double before = closed(ConnectionGuard.Reason.MEMORY);
        byte[] head = ("GET /event-types HTTP/1.1\r\n" + "a:b\r\n".repeat(3_000)).getBytes(US_ASCII);

        for (int i = 0; i < 30; i++) {
            connect().getOutputStream().write(head);
        }

        awaitClosed(ConnectionGuard.Reason.MEMORY, before);
    }

    @Test
    void closesConnectionThatSendsTooManyControlFrames() throws IOException {
        double before = closed(ConnectionGuard.Reason.FRAMES);
        try (RawHttp2 client = new RawHttp2(service, 0)) {

            try {
                for (int i = 0; i <= 10 * Http2Frames.MAX_CONTROL_FRAMES; i++) {
                    client.send(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
                }
            } catch (SocketException closed) {
                // Expected.
            }

            awaitClosed(ConnectionGuard.Reason.FRAMES, before);
        }
    }

    @Test
    void newClientsReplaceIdleConnections() throws IOException {
        double before = closed(ConnectionGuard.Reason.CONNECTIONS);

        for (int i = 0; i < TightLimits.CONNECTIONS; i++) {
            connect();
        }

        // A client of its own: the other's connection is also idle.
        await().until(() -> gauge("sluice.http.open") >= TightLimits.CONNECTIONS - 3);
        Socket socket = connect();
        socket.getOutputStream()
                .write("GET /event-types HTTP/1.1\r\nHost: sluice\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 200");
        assertThat(closed(ConnectionGuard.Reason.CONNECTIONS)).isGreaterThan(before);
    }
}
