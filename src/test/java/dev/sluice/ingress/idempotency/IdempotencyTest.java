package dev.sluice.ingress.idempotency;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
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

/** Requests with an {@code Idempotency-Key}. */
@QuarkusTest
public class IdempotencyTest {

    ManagementPort management;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    /** The key of this test, which is also the key of its records. */
    private final String key = UUID.randomUUID().toString();

    private final SluiceApi sluice = new SluiceApi().withKey(key);

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void awaitDatabase() {
        management.awaitReady();
    }

    private ValidatableResponse publish(String id) {
        return sluice.publish(domain().type("created"), domain().created(id, key));
    }

    private String created(String id) {
        return event(domain().type("created"), domain().created(id, key));
    }

    private static void assertReplayed(ValidatableResponse first, ValidatableResponse repeat) {
        first.header("Idempotency-Replayed", nullValue());
        repeat.statusCode(first.extract().statusCode())
                .contentType(first.extract().contentType())
                .header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.extract().asByteArray()).isEqualTo(first.extract().asByteArray());
    }

    private List<Entry> written() {
        return new DevServers(devServices)
                .log()
                .all(
                        domain().topic(),
                        entry -> key.equals(entry.key())
                                && !domain().type("confirmed").equals(entry.type()));
    }

    private int update(String sql) throws SQLException {
        try (Connection database = new DevServers(devServices).database();
                var statement = database.prepareStatement(sql)) {
            statement.setString(1, key);
            return statement.executeUpdate();
        }
    }

    @Test
    void replaysResponseByteForByteAndPublishesNothing() {
        // Given
        ValidatableResponse first = publish("parcel-1").statusCode(201);

        // When
        ValidatableResponse repeat = publish("parcel-1");

        // Then
        assertReplayed(first, repeat);
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .containsExactly(first.extract().<String>path("id"));
    }

    @Test
    void replaysBatch() {
        // Given
        String own = UUID.randomUUID().toString();
        String batch = batch(
                created("parcel-1"),
                event(domain().type("paid"), "{}"),
                "{\"type\":\"" + domain().type("created") + "\",\"id\":\"" + own + "\",\"data\":"
                        + domain().created("parcel-2", key) + "}");
        ValidatableResponse first =
                sluice.publishBatch(batch).statusCode(207).body("results[2].receipt.id", equalTo(own));

        // When
        ValidatableResponse repeat = sluice.publishBatch(batch);

        // Then
        assertReplayed(first, repeat);
        assertThat(written()).hasSize(2);
    }

    @Test
    void replaysAtomicBatch() {
        // Given
        String batch = batch(created("parcel-1"), created("parcel-2"));
        ValidatableResponse first = sluice.publishAtomically(batch).statusCode(201);

        // When
        ValidatableResponse repeat = sluice.publishAtomically(batch);

        // Then
        assertReplayed(first, repeat);
        sluice.publishBatch(batch).statusCode(422);
        assertThat(written()).hasSize(2);
    }

    @Test
    void replaysStream() {
        // Given
        String lines = created("parcel-1") + "\n\nno JSON\n" + created("parcel-2");
        ValidatableResponse first = sluice.publishLines(lines).statusCode(200).contentType("application/x-ndjson");

        // When
        ValidatableResponse repeat = sluice.publishLines(lines);

        // Then
        assertThat(first.extract().asString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"status\":201,"),
                        line -> assertThat(line).startsWith("{\"status\":400,"),
                        line -> assertThat(line).startsWith("{\"status\":201,"));
        assertReplayed(first, repeat);
        assertThat(written()).hasSize(2);
        sluice.publishLines(lines + "\n").spec(problem(422, "urn:sluice:problem:idempotency-key-reused"));
    }

    @Test
    void refusesDifferentRequestWithTheSameKey() {
        // Given
        publish("parcel-1").statusCode(201);

        // When
        ValidatableResponse other = publish("parcel-2");

        // Then
        other.spec(problem(422, "urn:sluice:problem:idempotency-key-reused"))
                .body("instance", equalTo("/events/" + domain().type("created")));
        assertThat(written()).hasSize(1);
    }

    @Test
    void refusedRequestReleasesItsKey() {
        // Given
        sluice.publish(domain().type("created"), "{}").statusCode(422).body("errors", notNullValue());

        // When
        ValidatableResponse corrected = publish("parcel-1");

        // Then
        corrected.statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void publishesConcurrentRequestsOnce() {
        // When
        List<ValidatableResponse> responses =
                IntStream.range(0, 32)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> publish("parcel-1")))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        // Then
        ValidatableResponse repeat = publish("parcel-1");
        assertThat(responses).allSatisfy(response -> {
            if (response.extract().statusCode() == 201) {
                assertThat(response.extract().asByteArray())
                        .isEqualTo(repeat.extract().asByteArray());
            } else {
                response.spec(retryableProblem(409, "urn:sluice:problem:idempotency-key-in-progress"))
                        .header("Retry-After", equalTo("1"));
            }
        });
        assertThat(responses)
                .extracting(response -> response.extract().statusCode())
                .contains(201);
        assertThat(written()).hasSize(1);
    }

    @Test
    void publishesSameEventAgainAfterReplicaCrashed() throws SQLException {
        // Given: a replica that published and was killed before it stored the response
        String id = publish("parcel-1").statusCode(201).extract().path("id");
        String crashed =
                "UPDATE idempotency_key SET status = NULL, media_type = NULL, body = NULL, claim = gen_random_uuid(), claimed_until = ";
        update(crashed + "now() + interval '1 hour' WHERE key = ?");
        publish("parcel-1").statusCode(409);
        update(crashed + "now() WHERE key = ?");
        publish("parcel-2").statusCode(422);

        // When
        ValidatableResponse repeat = publish("parcel-1");

        // Then
        repeat.statusCode(201).body("id", equalTo(id)).header("Idempotency-Replayed", nullValue());
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .containsExactly(id, id);
        publish("parcel-1").statusCode(201).header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void resultingEventsOfARepeatHaveTheSameIds() throws SQLException {
        // Given
        publish("parcel-1").statusCode(201);
        update("DELETE FROM idempotency_key WHERE key = ?");

        // When
        publish("parcel-1").statusCode(201);

        // Then: a consumer that drops duplicates by id keeps one of each
        List<Entry> confirmed = new DevServers(devServices)
                .log()
                .await(
                        domain().topic(),
                        2,
                        entry -> key.equals(entry.key())
                                && domain().type("confirmed").equals(entry.type()));
        assertThat(confirmed)
                .extracting(entry -> entry.headers().get("event-id"))
                .containsOnly(confirmed.get(0).headers().get("event-id"));
    }

    @Test
    void acceptsDifferentRequestAfterKeyExpired() throws SQLException {
        // Given
        publish("parcel-1").statusCode(201);
        update("UPDATE idempotency_key SET expires_at = now() WHERE key = ?");

        // When
        ValidatableResponse other = publish("parcel-2");

        // Then
        other.statusCode(201).header("Idempotency-Replayed", nullValue());
        assertThat(written())
                .extracting(entry -> entry.headers().get("event-id"))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void completesRequestOfDisconnectedClient() throws IOException {
        // Given
        String body = domain().created("parcel-1", key);

        // When
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String head = "POST /events/" + domain().type("created")
                    + " HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\nIdempotency-Key: " + key
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(UTF_8));
        }

        // Then
        await().untilAsserted(() -> assertThat(written()).hasSize(1));
        await().untilAsserted(() -> publish("parcel-1").statusCode(201));
        assertThat(written()).hasSize(1);
    }

    @Test
    void refusesInvalidKey() {
        for (String invalid : List.of("", "a b", "schlüssel", "k".repeat(256))) {
            new SluiceApi()
                    .withKey(invalid)
                    .publish(domain().type("created"), domain().created("parcel-1", key))
                    .spec(problem(400, "urn:sluice:problem:invalid-idempotency-key"))
                    .body("detail", containsString("255"));
        }
        given().header("Idempotency-Key", "one", "two")
                .contentType("application/json")
                .body("{}")
                .post("/events/" + domain().type("created"))
                .then()
                .statusCode(400);
    }
}
