package dev.sluice.ingress.cloudevents;

import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.security.Roles;
import dev.sluice.testing.CloudEventRequest;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** CloudEvents as idempotency keys, without unknown extensions, from publishers that may not choose ids. */
@QuarkusTest
@TestProfile(TightLimits.class)
class CloudEventSettingsTest {

    private static final Domain DOMAIN = Domain.PARCELS;
    private static final String PAID = DOMAIN.type("paid");

    private final String key = "sender-" + UUID.randomUUID();

    DevServicesContext devServices;
    TokenIssuer issuer;

    /** Returns a client with a subject, and with it a quota and ids, of its own. */
    private SluiceApi caller() {
        SluiceApi caller = new SluiceApi().withToken(issuer.token("desk-" + UUID.randomUUID(), Roles.PUBLISHER));
        await("database")
                .until(() -> caller.with("Idempotency-Key", UUID.randomUUID().toString())
                                .publishBatch("{}")
                                .extract()
                                .statusCode()
                        == 400);
        return caller;
    }

    private CloudEventRequest event(String id) {
        return new CloudEventRequest(PAID, id, DOMAIN.paid("parcel-1", key));
    }

    private List<Entry> written() {
        return new DevServers(devServices)
                .log()
                .all(DOMAIN.topic(), entry -> key.equals(entry.key()) && PAID.equals(entry.type()));
    }

    private static void assertReplayed(ValidatableResponse first, ValidatableResponse repeat) {
        first.header("Idempotency-Replayed", nullValue());
        repeat.header("Idempotency-Replayed", equalTo("true"));
        assertThat(repeat.extract().asString()).isEqualTo(first.extract().asString());
    }

    @Test
    void publishesStructuredEventOnce() {
        // Given
        SluiceApi sluice = caller();
        ValidatableResponse first = event("1").structured(sluice, "/events").statusCode(201);

        // When
        ValidatableResponse repeat = event("1").structured(sluice, "/events");
        ValidatableResponse changed = event("1").with("subject", "x").structured(sluice, "/events");
        ValidatableResponse other = event("2").structured(sluice, "/events");

        // Then
        assertReplayed(first, repeat);
        changed.spec(problem(422, "urn:sluice:problem:idempotency-key-reused"));
        other.statusCode(201).header("Idempotency-Replayed", nullValue());
        assertThat(written()).hasSize(2);
    }

    @Test
    void publishesBinaryEventOnce() {
        // Given
        SluiceApi sluice = caller();
        String path = "/events/" + PAID;
        ValidatableResponse first =
                event("1").binary(sluice, path, "application/json").statusCode(201);

        // When
        ValidatableResponse repeat = event("1").binary(sluice, path, "application/json");
        ValidatableResponse changed = event("1").with("subject", "x").binary(sluice, path, "application/json");

        // Then
        assertReplayed(first, repeat);
        changed.spec(problem(422, "urn:sluice:problem:idempotency-key-reused"));
        assertThat(written()).hasSize(1);
    }

    @Test
    void publishesBatchOnce() {
        // Given
        SluiceApi sluice = caller();
        String[] batch = {event("1").toJson(), event("2").toJson(), "{}"};
        ValidatableResponse first = CloudEventRequest.batch(sluice, "/events", batch)
                .statusCode(207)
                .body("results.status", contains(201, 201, 400));

        // When
        ValidatableResponse repeat = CloudEventRequest.batch(sluice, "/events", batch);

        // Then
        assertReplayed(first, repeat);
        assertThat(written()).hasSize(2);
    }

    @Test
    void prefersKeyOfTheClient() {
        // Given
        SluiceApi sluice = caller();
        event("1")
                .structured(sluice.with("Idempotency-Key", "first"), "/events")
                .statusCode(201);

        // When
        event("1")
                .structured(sluice.with("Idempotency-Key", "second"), "/events")
                .statusCode(201)
                .header("Idempotency-Replayed", nullValue());

        // Then
        assertThat(written()).hasSize(2);
    }

    @Test
    void includesHeadersOfBinaryEventInWhatAKeyIdentifies() {
        SluiceApi sluice = caller().with("Idempotency-Key", "key");
        event("1").binary(sluice, "/events", "application/json").statusCode(201);

        event("2")
                .binary(sluice, "/events", "application/json")
                .spec(problem(422, "urn:sluice:problem:idempotency-key-reused"));
        event("1").binary(sluice, "/events", "application/json").header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void invalidEventClaimsNoKey() {
        SluiceApi sluice = caller();
        event("1").withData("{}").structured(sluice, "/events").spec(problem(422, "urn:sluice:problem:invalid-event"));

        event("1").structured(sluice, "/events").statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void refusesUnknownExtensions() {
        event("1")
                .with("myext", "x")
                .with("partitionkey", key)
                .structured(caller(), "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/myext"));
        assertThat(written()).isEmpty();
    }

    @Test
    void derivesIdsOfPublishersThatMayNotChooseThem() {
        // Given
        String id = UUID.randomUUID().toString();

        // When
        String first = event(id)
                .structured(caller(), "/events")
                .statusCode(201)
                .extract()
                .path("id");
        String second = event(id)
                .structured(caller(), "/events")
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        assertThat(List.of(first, second, id)).doesNotHaveDuplicates();
        assertThat(UUID.fromString(first).version()).isEqualTo(5);
        assertThat(written()).allSatisfy(entry -> assertThat(entry.headers()).containsEntry("ce_id", id));
    }
}
