package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.example.orders.PostedOrders;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queries that exceed their time limit or their number. */
@QuarkusTest
@TestProfile(TightLimits.class)
class OrderLimitsTest {

    private static final String NEVER = "orders-0-999999999999";

    private final SluiceApi sluice = new SluiceApi();

    @Inject
    Pool pool;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    private Socket waitFor(String position) {
        try {
            Socket client = new Socket(server.getHost(), server.getPort());
            client.getOutputStream()
                    .write("GET /orders?at-least=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .formatted(position)
                            .getBytes(UTF_8));
            return client;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isAnswered(Socket client) {
        try {
            return client.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void limitsWaitingQueriesAndForgetsDisconnectedOnes() throws IOException {
        // Given
        List<Socket> clients = IntStream.rangeClosed(0, TightLimits.WAITING_QUERIES)
                .mapToObj(i -> waitFor(NEVER))
                .toList();

        // When
        List<Socket> answered = await().until(
                        () -> clients.stream()
                                .filter(OrderLimitsTest::isAnswered)
                                .toList(),
                        some -> !some.isEmpty());

        // Then
        assertThat(answered).hasSize(1);
        assertThat(new String(answered.get(0).getInputStream().readAllBytes(), UTF_8))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("\r\nRetry-After: ")
                .contains("\"type\":\"urn:sluice:problem:too-many-waiting\"", "\"retryable\":true");
        sluice.get("/orders").statusCode(200);
        for (Socket client : clients) {
            client.close();
        }
        String position = PostedOrders.ofNewCustomer().created("ord-1");
        sluice.get("/orders?at-least=" + position).statusCode(200);
    }

    @Test
    void limitsStatementsInPostgresql() {
        // When
        var limit = pool.query("SHOW statement_timeout").execute().await().indefinitely();

        // Then
        assertThat(limit.iterator().next().getString(0)).isEqualTo("30s");
    }

    @Test
    void reportsUnavailableDatabase() throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement()) {
            // Given
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            // When
            var answer = given().get("/orders").then();

            // Then
            answer.spec(retryableProblem(503, "urn:sluice:problem:orders-unavailable"))
                    .header("Retry-After", notNullValue())
                    .body("detail", containsString("did not answer"));
            connection.rollback();
        }
        sluice.get("/orders").statusCode(200);
    }
}
