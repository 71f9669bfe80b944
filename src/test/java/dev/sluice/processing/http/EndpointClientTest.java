package dev.sluice.processing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.testing.Ports;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointClientTest {

    private static final int MAX_RESPONSE = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private EndpointResponse call(int port, Duration timeout) {
        dev.sluice.processing.http.HttpHandler handler = new dev.sluice.processing.http.HttpHandler(
                "desk",
                URI.create("http://localhost:" + port + "/desk?a=1"),
                Set.of("it.seen"),
                timeout,
                2,
                MAX_RESPONSE,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new EndpointClient(vertx, handler, Optional.empty())
                .send(new EndpointRequest(MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}")))
                .response()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private EndpointResponse call(HttpHandler endpoint, Duration timeout) {
        server.createContext("/", endpoint);
        return call(server.getAddress().getPort(), timeout);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, MAX_RESPONSE - 1, MAX_RESPONSE})
    void returnsResponse(int length) {
        // When
        EndpointResponse response = call(
                exchange -> {
                    exchange.sendResponseHeaders(
                            exchange.getRequestURI().toString().equals("/desk?a=1") ? 302 : 500, 0);
                    exchange.getResponseBody().write(new byte[length]);
                    exchange.close();
                },
                Duration.ofSeconds(60));

        // Then
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.body()).hasSize(length);
        assertThat(response.isComplete()).isTrue();
    }

    @Test
    void cutsResponseThatIsTooLong() {
        // When
        EndpointResponse response = call(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (true) {
                        exchange.getResponseBody().write(new byte[100]);
                    }
                },
                Duration.ofSeconds(60));

        // Then
        assertThat(response.body()).hasSize(MAX_RESPONSE);
        assertThat(response.isComplete()).isFalse();
    }

    @Test
    void reportsThatItIsNotConnected() {
        assertThatThrownBy(() -> call(Ports.free(), Duration.ofSeconds(60)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EndpointClient.NotConnectedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void limitsTimeIncludingTheBody(boolean sendsHead) {
        assertThatThrownBy(() -> call(
                        exchange -> {
                            if (sendsHead) {
                                exchange.sendResponseHeaders(200, 0);
                                exchange.getResponseBody().write(1);
                                exchange.getResponseBody().flush();
                            }
                        },
                        Duration.ofMillis(500)))
                .hasCauseInstanceOf(EndpointClient.TimeoutException.class)
                .hasMessageContaining("no complete response within 500 ms");
    }

    @Test
    void reportsClosedConnection() {
        assertThatThrownBy(() -> call(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 10);
                            exchange.getResponseBody().write(1);
                            exchange.getResponseBody().flush();
                            throw new IOException("closes the connection");
                        },
                        Duration.ofSeconds(60)))
                .isInstanceOf(CompletionException.class)
                .satisfies(failure ->
                        assertThat(CallPolicy.decide(failure.getCause())).isInstanceOf(CallOutcome.Failed.class));
    }
}
