package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.Replica;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attacks on a replica with the heap that production has, while another client publishes. Each is bounded in number; the memory
 * that it would take without limits exceeds the heap.
 */
@QuarkusIntegrationTest
class HostileClientsIT {

    private static final Logger LOG = Logger.getLogger(HostileClientsIT.class);
    private static final List<String> HEAP = List.of("-Xmx384m", "-XX:+ExitOnOutOfMemoryError");
    private static final String GET_LARGE = "GET /q/openapi HTTP/1.1\r\nHost: sluice\r\n\r\n";
    private static final long MEGABYTE = 1 << 20;
    private static final String CLOSED = "sluice_http_closed_connections_total";

    private static Replica replica;

    DevServicesContext devServices;

    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<RawHttp2> http2 = new ArrayList<>();

    @BeforeEach
    void start() {
        if (replica == null) {
            replica = Replica.start("hostile-clients", devServices.devServicesProperties(), HEAP);
        }
    }

    @AfterEach
    void disconnect() {
        channels.forEach(HostileClientsIT::close);
        http2.forEach(HostileClientsIT::close);
    }

    @AfterAll
    static void stop() {
        if (replica != null) {
            replica.close();
        }
    }

    private interface Attack {
        void run() throws IOException;
    }

    /** Attacks while another client publishes, and checks the replica afterwards. */
    private void survives(String name, Attack attack) {
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<List<Long>> publishing = CompletableFuture.supplyAsync(() -> publishUntil(isOver));
        try {
            attack.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            isOver.set(true);
        }
        List<Long> millis = publishing.join().stream().sorted().toList();
        LOG.infof(
                "%s: %d events, 99th percentile %d ms, maximum %d ms",
                name, millis.size(), millis.get(millis.size() * 99 / 100), millis.get(millis.size() - 1));
        assertThat(replica.isAlive()).isTrue();
        disconnect();
        await("memory of connections")
                .atMost(LONG_LIMIT)
                .until(() -> metric("sluice_http_connection_bytes") < MEGABYTE);
        given().get(replica.management("health/ready")).then().statusCode(200);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes events one after the other, and repeats those without an answer. Returns the times until each was acknowledged. */
    private static List<Long> publishUntil(AtomicBoolean isOver) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LONG_LIMIT)
                .build();
        HttpRequest request = HttpRequest.newBuilder(replica.address().resolve("/events/order.created"))
                .header("Content-Type", "application/json")
                .timeout(LONG_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(Orders.created("ord-1", "good-client")))
                .build();
        List<Long> millis = new ArrayList<>();
        do {
            long start = System.nanoTime();
            await("event published").ignoreException(IOException.class).until(() -> {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                return response.statusCode() == 201;
            });
            millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        } while (!isOver.get());
        return millis;
    }

    private static double metric(String name) {
        return given().get(replica.management("metrics"))
                .then()
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private SocketChannel connect() throws IOException {
        URI address = replica.address();
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
        channel.configureBlocking(false);
        channels.add(channel);
        return channel;
    }

    /** Sends as many bytes as the connection takes now. Returns whether it is still open. */
    private static boolean send(SocketChannel channel, byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void unreadAnswers() {
        byte[] requests = ascii(GET_LARGE.repeat(100));
        survives("unread answers", () -> {
            for (int i = 0; i < 200; i++) {
                send(connect(), requests);
            }
        });
    }

    @Test
    void unreadAnswersOverHttp2() {
        survives("unread answers over HTTP/2", () -> {
            for (int i = 0; i < 100; i++) {
                RawHttp2 client = new RawHttp2(replica.address(), 0);
                http2.add(client);
                try {
                    for (int stream = 0; stream < 250; stream++) {
                        client.get(stream % 2 == 0 ? "/q/openapi" : "/event-types");
                    }
                } catch (IOException closed) {
                    // Expected.
                }
            }
        });
    }

    @Test
    void floodsOfFrames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            frames.writeBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            frames.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
            frames.writeBytes(RawHttp2.frame(2, 0, 1, new byte[5]));
        }
        byte[] flood = frames.toByteArray();
        survives("floods of frames", () -> {
            for (int i = 0; i < 50; i++) {
                RawHttp2 client = new RawHttp2(replica.address(), 0);
                http2.add(client);
                try {
                    for (int n = 0; n < 100; n++) {
                        client.send(flood);
                    }
                } catch (IOException closed) {
                    // Expected.
                }
            }
        });
        assertThat(metric(CLOSED)).isGreaterThanOrEqualTo(50);
    }

    @Test
    void incompleteHeads() {
        byte[] head = ascii("GET /event-types HTTP/1.1\r\n" + "a:b\r\n".repeat(3_500));
        survives("incomplete heads", () -> {
            for (int i = 0; i < 3_000; i++) {
                send(connect(), head);
            }
        });
    }

    @Test
    void slowBodies() {
        byte[] start = ascii("POST /events/order.created HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Content-Length: 900000\r\n\r\n" + " ".repeat(400_000));
        survives("slow bodies", () -> {
            for (int i = 0; i < 2_000; i++) {
                send(connect(), start);
            }
        });
    }

    @Test
    void inventedMethodsPathsAndHeaders() {
        survives("invented methods, paths and headers", () -> {
            for (int i = 0; i < 10_000; i++) {
                String request =
                        "M%d /p%d HTTP/1.1\r\nHost: h\r\nx-%d: 1\r\nConnection: close\r\n\r\n".formatted(i, i, i);
                if (i % 100 == 0) {
                    channels.forEach(HostileClientsIT::close);
                    channels.clear();
                }
                send(connect(), ascii(request));
            }
        });
        assertThat(metric("http_server_requests_seconds_count")).isPositive();
        String metrics = given().get(replica.management("metrics")).asString();
        assertThat(metrics.lines().filter(line -> line.contains("http_server_requests_seconds_count")))
                .hasSizeLessThan(100);
    }

    @Test
    void largeTokens() {
        survives("large tokens", () -> {
            for (int i = 0; i < 5_000; i++) {
                send(
                        connect(),
                        ascii("GET /event-types HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + i + "x".repeat(18_000)
                                + "\r\n\r\n"));
            }
        });
    }

    @Test
    void streamsOfMinimalLines() {
        byte[] head = ascii("POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
        String lines = "{}\n".repeat(10_000);
        byte[] chunk = ascii(Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n");
        survives("streams of minimal lines", () -> {
            for (int i = 0; i < 300; i++) {
                send(connect(), head);
            }
            for (int n = 0; n < 20; n++) {
                channels.forEach(channel -> send(channel, chunk));
            }
        });
    }

    @Test
    void idleConnections() {
        double before = metric(CLOSED);
        survives("idle connections", () -> {
            for (int i = 0; i < 10_500; i++) {
                connect();
            }
            // The kernel accepts them before the server does.
            await("connections replaced").atMost(LONG_LIMIT).until(() -> metric(CLOSED) > before);
        });
    }
}
