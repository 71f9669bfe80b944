package dev.sluice.example.orders;

import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.AsyncPublisher;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Http2Client;
import dev.sluice.testing.Replica;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The graceful shutdown of the package while clients publish. */
@QuarkusIntegrationTest
@Tag(TestLanes.SMOKE)
class ShutdownIT {

    private static final int CLIENTS = 32;

    DevServicesContext devServices;

    private final AsyncPublisher http1 = new AsyncPublisher();
    private final Http2Client http2 = new Http2Client();
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final Set<Integer> otherStatuses = ConcurrentHashMap.newKeySet();

    /** Publishes orders one after the other until the connection fails. */
    private CompletableFuture<Void> publishRepeatedly(URI replica, String customer, int number) {
        String order = customer + "-" + number;
        String event = Orders.created(order, customer);
        boolean isHttp2 = customer.hashCode() % 2 == 0;
        return (isHttp2 ? postHttp2(replica, event) : postHttp1(replica, event)).thenCompose(status -> {
            if (status == 201) {
                published.add(order);
            } else {
                otherStatuses.add(status);
            }
            return publishRepeatedly(replica, customer, number + 1);
        });
    }

    private CompletableFuture<Integer> postHttp1(URI replica, String event) {
        return http1.publish(replica, "order.created", event).thenApply(HttpResponse::statusCode);
    }

    private CompletableFuture<Integer> postHttp2(URI replica, String event) {
        return http2.post(replica.resolve("/events/order.created"), "application/json", event)
                .thenApply(Http2Client.Response::status);
    }

    @AfterEach
    void close() {
        http2.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("sluice.shutdown.delay", "2s");
        return settings;
    }

    @Test
    void finishesOpenRequestsAndProcessesNoEventTwice() throws Exception {
        // Given
        String prefix = UUID.randomUUID().toString();
        Replica replica = Replica.start("replica-stopped", settings());
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(publishRepeatedly(replica.address(), prefix + "-" + i, 0));
        }
        disconnectDuringStream(replica.address(), prefix);
        CompletableFuture<String> stream =
                CompletableFuture.supplyAsync(() -> publishInOpenStream(replica.address(), prefix));
        await().until(() -> {
            assertThat(clients).noneMatch(CompletableFuture::isDone);
            return published.size() >= 1000;
        });

        // When
        replica.terminate();
        replica.terminate();
        int exit = replica.awaitExit();

        // Then
        assertThat(exit).isZero();
        for (CompletableFuture<Void> client : clients) {
            assertThat(client.handle((unused, failure) -> failure).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
        assertThat(otherStatuses).isEmpty();
        assertThat(stream.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .startsWith("HTTP/1.1 200")
                .contains("\"status\":201")
                .endsWith("0\r\n\r\n");
        try (Replica successor = Replica.start("replica-after", devServices.devServicesProperties())) {
            var log = new DevServers(devServices).log();
            List<Entry> orders =
                    log.all("orders", entry -> entry.key().startsWith(prefix) && "order.created".equals(entry.type()));
            assertThat(orders.size()).isBetween(published.size(), published.size() + CLIENTS + 2);
            List<Entry> notifications = log.await(
                    "notifications", orders.size(), entry -> entry.key().startsWith(prefix));
            assertThat(notifications.stream()
                            .map(entry -> entry.headers().get("event-id"))
                            .collect(toList()))
                    .doesNotHaveDuplicates()
                    .hasSize(orders.size());
        }
    }

    @Test
    void exitsWithOneIfRequestsAreUnfinished() throws Exception {
        // Given
        Map<String, String> settings = settings();
        settings.put("sluice.shutdown.timeout", "1s");
        settings.put("sluice.http.max-body-time", "60s");
        try (Replica replica = Replica.start("replica-unfinished", settings);
                Socket client = new Socket(
                        replica.address().getHost(), replica.address().getPort())) {
            client.getOutputStream()
                    .write(("POST /events/order.created HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(client.getInputStream().read()).as("100 Continue").isEqualTo('H');

            // When
            replica.terminate();
            int exit = replica.awaitExit();

            // Then
            assertThat(exit).isOne();
        }
    }

    /** Sends one line without ending the request, and returns the complete response. */
    private static String publishInOpenStream(URI replica, String prefix) {
        try (Socket socket = startStream(replica, prefix)) {
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(response);
            return response.toString(US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void disconnectDuringStream(URI replica, String prefix) throws IOException {
        try (Socket socket = startStream(replica, prefix + "-disconnected")) {
            assertThat(socket.getInputStream().read()).as("HTTP/1.1 200").isEqualTo('H');
        }
    }

    private static Socket startStream(URI replica, String key) throws IOException {
        byte[] line =
                (event("order.created", Orders.created(key + "-stream", key + "-stream")) + "\n").getBytes(US_ASCII);
        Socket socket = new Socket(replica.getHost(), replica.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /events HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/x-ndjson\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(line.length) + "\r\n")
                .getBytes(US_ASCII));
        out.write(line);
        out.write("\r\n".getBytes(US_ASCII));
        return socket;
    }
}
