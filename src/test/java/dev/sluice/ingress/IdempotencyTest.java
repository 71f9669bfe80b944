package dev.sluice.ingress;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests with an Idempotency-Key. */
@QuarkusTest
class IdempotencyTest {

    ManagementPort management;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    /** A key of this test alone, and the customer whose orders it publishes. */
    private final String key = UUID.randomUUID().toString();

    @BeforeEach
    void awaitDatabase() {
        await().untilAsserted(
                        () -> given().get(management.url("health/ready")).then().statusCode(200));
    }

    private Response post(String path, String body) {
        return given().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    private Response postOrder() {
        return post("/events/order.created", Orders.created("ord-1", key));
    }

    private List<Entry> written() {
        return new DevServers(devServices)
                .log()
                .all("orders", entry -> key.equals(entry.key()) && !"order.confirmed".equals(entry.type()));
    }

    private int update(String sql) throws SQLException {
        try (Connection database = new DevServers(devServices).database();
                var statement = database.prepareStatement(sql)) {
            statement.setString(1, key);
            return statement.executeUpdate();
        }
    }

    @Test
    void aRepeatIsAnsweredByteForByteAndPublishesNothing() {
        // Given
        Response first = postOrder();

        // When
        Response repeat = postOrder();

        // Then
        first.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        repeat.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(repeat.contentType()).isEqualTo(first.contentType());
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .containsExactly(first.<String>path("id"));
    }

    @Test
    void aBatchIsAnsweredAgainToo() {
        // Given
        String own = UUID.randomUUID().toString();
        String batch = "[{\"type\":\"order.created\",\"data\":" + Orders.created("ord-1", key) + "},"
                + "{\"type\":\"order.paid\",\"data\":{}},"
                + "{\"type\":\"order.created\",\"id\":\"" + own + "\",\"data\":" + Orders.created("ord-2", key) + "}]";
        Response first = post("/events", batch);

        // When
        Response repeat = post("/events", batch);

        // Then
        first.then().statusCode(207).body("results[2].receipt.id", equalTo(own));
        repeat.then().statusCode(207).header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(written()).hasSize(2);
    }

    @Test
    void anAtomicBatchIsAnsweredAgainToo() {
        // Given
        String batch = "[{\"type\":\"order.created\",\"data\":" + Orders.created("ord-1", key) + "},"
                + "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-2", key) + "}]";
        Response first = post("/events?atomic=true", batch);

        // When
        Response repeat = post("/events?atomic=true", batch);

        // Then
        first.then().statusCode(201);
        repeat.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.asByteArray()).isEqualTo(first.asByteArray());
        post("/events?atomic=false", batch).then().statusCode(422);
        assertThat(written()).hasSize(2);
    }

    @Test
    void aStreamIsAnsweredAgainToo() {
        // Given
        String lines = "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-1", key) + "}\n\nno JSON\n"
                + "{\"type\":\"order.created\",\"data\":" + Orders.created("ord-2", key) + "}";
        Response first = postLines(lines);

        // When
        Response repeat = postLines(lines);

        // Then
        first.then().statusCode(200).contentType("application/x-ndjson").header("Idempotency-Replayed", nullValue());
        assertThat(first.asString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"status\":201,"),
                        line -> assertThat(line).startsWith("{\"status\":400,"),
                        line -> assertThat(line).startsWith("{\"status\":201,"));
        repeat.then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(written()).hasSize(2);
        postLines(lines + "\n")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:sluice:problem:idempotency-key-reused"));
    }

    private Response postLines(String lines) {
        return given().header("Idempotency-Key", key)
                .contentType("application/x-ndjson")
                .body(lines.getBytes(UTF_8))
                .post("/events");
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        // Given
        postOrder().then().statusCode(201);

        // When
        Response other = post("/events/order.created", Orders.created("ord-2", key));

        // Then
        other.then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:sluice:problem:idempotency-key-reused"))
                .body("instance", equalTo("/events/order.created"));
        assertThat(written()).hasSize(1);
    }

    @Test
    void aRefusedRequestLeavesItsKeyFree() {
        // Given
        post("/events/order.created", "{}").then().statusCode(422).body("errors", notNullValue());

        // When
        Response corrected = postOrder();

        // Then
        corrected.then().statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void manyAtOncePublishOnce() {
        // When
        List<Response> answers =
                IntStream.range(0, 32).mapToObj(i -> CompletableFuture.supplyAsync(this::postOrder)).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();

        // Then
        Response repeat = postOrder();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isIn(201, 409);
            if (answer.statusCode() == 409) {
                answer.then()
                        .header("Retry-After", equalTo("1"))
                        .body("type", equalTo("urn:sluice:problem:idempotency-key-in-progress"))
                        .body("retryable", equalTo(true));
            } else {
                assertThat(answer.asByteArray()).isEqualTo(repeat.asByteArray());
            }
        });
        assertThat(answers).extracting(Response::statusCode).contains(201);
        assertThat(written()).hasSize(1);
    }

    @Test
    void aKeyWhosePublisherIsGoneIsTakenAgainAndTheEventIsTheSame() throws SQLException {
        // Given: a replica published, and was killed before it could store the answer
        String id = postOrder().then().statusCode(201).extract().path("id");
        String gone =
                "UPDATE idempotency_key SET status = NULL, media_type = NULL, body = NULL, claim = gen_random_uuid(), claimed_until = ";
        update(gone + "now() + interval '30 s' WHERE key = ?");
        postOrder().then().statusCode(409);
        update(gone + "now() WHERE key = ?");
        post("/events/order.created", Orders.created("ord-2", key)).then().statusCode(422);

        // When
        Response repeat = postOrder();

        // Then
        repeat.then().statusCode(201).body("id", equalTo(id)).header("Idempotency-Replayed", nullValue());
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .containsExactly(id, id);
        postOrder().then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void whatFollowsFromTheSameEventTwiceHasTheSameIds() throws SQLException {
        // Given
        postOrder().then().statusCode(201);
        update("DELETE FROM idempotency_key WHERE key = ?");

        // When
        postOrder().then().statusCode(201);

        // Then: a consumer that drops copies by id is left with one of each
        List<Entry> confirmed = new DevServers(devServices)
                .log()
                .await("orders", 2, entry -> key.equals(entry.key()) && "order.confirmed".equals(entry.type()));
        assertThat(confirmed)
                .extracting(entry -> entry.headers().get("event-id"))
                .containsOnly(confirmed.get(0).headers().get("event-id"));
    }

    @Test
    void anExpiredKeyIsFree() throws SQLException {
        // Given
        postOrder().then().statusCode(201);
        update("UPDATE idempotency_key SET expires_at = now() WHERE key = ?");

        // When
        Response other = post("/events/order.created", Orders.created("ord-2", key));

        // Then
        other.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void whoHangsUpFindsTheAnswerLater() throws IOException {
        // Given
        byte[] body = Orders.created("ord-1", key).getBytes(UTF_8);

        // When
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String head = "POST /events/order.created HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                    + "Idempotency-Key: " + key + "\r\nContent-Length: " + body.length + "\r\n\r\n";
            socket.getOutputStream().write((head + new String(body, UTF_8)).getBytes(UTF_8));
        }

        // Then
        await().untilAsserted(() -> assertThat(written()).hasSize(1));
        await().untilAsserted(() -> given().header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/events/order.created")
                .then()
                .statusCode(201));
        assertThat(written()).hasSize(1);
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String none : List.of("", "a b", "schlüssel", "k".repeat(256))) {
            given().header("Idempotency-Key", none)
                    .contentType("application/json")
                    .body(Orders.created("ord-1", key))
                    .post("/events/order.created")
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:sluice:problem:invalid-idempotency-key"))
                    .body("detail", containsString("255"));
        }
        given().header("Idempotency-Key", "one", "two")
                .contentType("application/json")
                .body("{}")
                .post("/events/order.created")
                .then()
                .statusCode(400);
    }
}
