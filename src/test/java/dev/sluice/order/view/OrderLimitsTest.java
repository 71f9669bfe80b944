package dev.sluice.order.view;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.PostedOrders;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queries that take longer than they may, or are more than may be. */
@QuarkusTest
@TestProfile(TightLimits.class)
class OrderLimitsTest {

    private static final String NEVER = "orders-0-999999999999";

    @Inject
    Pool pool;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    private Socket waitFor(String position) {
        try {
            Socket client = new Socket(server.getHost(), server.getPort());
            client.getOutputStream()
                    .write("GET /orders?at-least=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(position)
                            .getBytes(UTF_8));
            return client;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noMoreWaitThanThereArePlacesAndWhoHangsUpLeavesOne() throws IOException {
        // Given
        var clients = IntStream.range(0, TightLimits.WAITING_QUERIES)
                .mapToObj(i -> waitFor(NEVER))
                .toList();

        // When
        await().untilAsserted(() -> given().get("/orders?at-least=" + NEVER)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:sluice:problem:too-many-waiting"))
                .body("retryable", equalTo(true)));
        given().get("/orders").then().statusCode(200);
        for (Socket client : clients) {
            client.close();
        }

        // Then
        String position = PostedOrders.ofNewCustomer().created("ord-1");
        await().untilAsserted(
                        () -> given().get("/orders?at-least=" + position).then().statusCode(200));
    }

    @Test
    void postgresqlEndsAStatementThatNobodyWaitsFor() {
        // When
        var limit = pool.query("SHOW statement_timeout").execute().await().indefinitely();

        // Then
        assertThat(limit.iterator().next().getString(0)).isEqualTo("30s");
    }

    @Test
    void aQueryThatTheDatabaseDoesNotAnswerIsUnavailable() throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement()) {
            // Given
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            // When
            var answer = given().get("/orders").then();

            // Then
            answer.statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("urn:sluice:problem:orders-unavailable"))
                    .body("detail", containsString("does not answer"))
                    .body("retryable", equalTo(true));
            connection.rollback();
        }
        given().get("/orders").then().statusCode(200);
    }
}
