package dev.sluice.security;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import dev.sluice.testing.CloudEventRequest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.SecuredApplication;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The authorization of callers by tokens of a test issuer. */
@QuarkusTest
@TestProfile(SecuredApplication.class)
public class AuthenticationTest {

    private final SluiceApi sluice = new SluiceApi();

    TokenIssuer issuer;

    @TestHTTPResource
    URI server;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    private ValidatableResponse publish(SluiceApi caller) {
        return caller.publish(domain().type("created"), created());
    }

    private String created() {
        return domain().created("parcel-token", "sender-token");
    }

    private SluiceApi caller(String... groups) {
        return sluice.withToken(issuer.token("billing", groups));
    }

    @Test
    void rejectsRequestsWithoutToken() {
        publish(sluice)
                .spec(problem(401, "urn:sluice:problem:unauthenticated"))
                .header("WWW-Authenticate", "Bearer")
                .body("instance", equalTo("/events/" + domain().type("created")));
        sluice.publishBatch("[]").statusCode(401);
        sluice.get("/event-types").statusCode(401);
        sluice.get("/event-types/" + domain().type("created")).statusCode(401);
        sluice.get("/q/openapi").statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void rejectsOtherSchemes() {
        publish(sluice.with("Authorization", "Basic YWxpY2U6c2VjcmV0")).statusCode(401);
        publish(sluice.with("Authorization", "Bearer")).statusCode(401);
    }

    @Test
    void publisherPublishesAndReadsCatalogue() {
        publish(caller(Roles.PUBLISHER)).statusCode(201);
        caller(Roles.PUBLISHER).get("/event-types").statusCode(200);
        caller(Roles.PUBLISHER)
                .get("/q/openapi?format=json")
                .statusCode(200)
                .body("paths.'/events/" + domain().type("created") + "'.post.responses", hasKey("401"))
                .body("paths.'/events/" + domain().type("created") + "'.post.responses", hasKey("403"));
    }

    @Test
    void onlyOperatorAccessesDeadLetters() {
        caller(Roles.OPERATOR).get("/dead-letters").statusCode(200);
        for (SluiceApi caller : List.of(caller(Roles.READER, Roles.PUBLISHER), caller())) {
            caller.get("/dead-letters").statusCode(403);
            caller.get("/dead-letters/" + domain().topic() + ".dlq/0/0").statusCode(403);
            caller.post("/dead-letters/redrive").statusCode(403);
            caller.post("/dead-letters/" + domain().topic() + ".dlq/0/0/redrive")
                    .statusCode(403);
            caller.post("/dead-letters/" + domain().topic() + ".dlq/0/0/discard")
                    .statusCode(403);
            caller.post("/dead-letters/purge").statusCode(403);
        }
        sluice.get("/dead-letters").statusCode(401);
    }

    @Test
    void readerReadsCatalogueOnly() {
        caller(Roles.READER).get("/event-types").statusCode(200);
        publish(caller(Roles.READER)).spec(problem(403, "urn:sluice:problem:forbidden"));
    }

    @Test
    void rejectsCallerWithoutRole() {
        publish(caller("sales")).statusCode(403);
        caller("sales").get("/event-types").statusCode(403);
    }

    @Test
    void acceptsTokensFromOtherOrigins() {
        publish(caller(Roles.PUBLISHER).with("Origin", "https://shop.example")).statusCode(201);
    }

    @Test
    void mapsGroupToRole() {
        publish(caller("shop-team")).statusCode(201);
    }

    @Test
    void publishRightsRestrictType() {
        caller(Roles.PUBLISHER).publish(domain().type("paid"), "{}").spec(problem(403, "urn:sluice:problem:forbidden"));
        caller(Roles.PUBLISHER, "payments").publish(domain().type("paid"), "{}").statusCode(422);
        caller("payments").publish(domain().type("paid"), "{}").statusCode(403);
    }

    @Test
    void checksRightOfEachEventInBatch() {
        caller(Roles.PUBLISHER)
                .publishBatch(batch(
                        event(domain().type("created"), created()),
                        event(domain().type("paid"), "{\"wrong\":[]}"),
                        "{\"data\":{\"wrong\":[]},\"type\":\"" + domain().type("paid") + "\"}",
                        event(domain().type("cancelled"), "{}")))
                .statusCode(207)
                .body("results.status", contains(201, 403, 403, 422))
                .body("results[1].problem.type", equalTo("urn:sluice:problem:forbidden"));
    }

    @Test
    void checksRightOfEachCloudEvent() {
        // Given
        String id = UUID.randomUUID().toString();
        CloudEventRequest created = new CloudEventRequest(domain().type("created"), id, created());
        CloudEventRequest paid = new CloudEventRequest(domain().type("paid"), id, "{\"wrong\":[]}");
        SluiceApi publisher = caller(Roles.PUBLISHER);

        // When Then
        paid.structured(publisher, "/events").spec(problem(403, "urn:sluice:problem:forbidden"));
        paid.structured(publisher, "/events/" + domain().type("paid"))
                .spec(problem(403, "urn:sluice:problem:forbidden"));
        paid.binary(publisher, "/events", "application/json").spec(problem(403, "urn:sluice:problem:forbidden"));
        CloudEventRequest.batch(publisher, "/events", created.toJson(), paid.toJson())
                .statusCode(207)
                .body("results.status", contains(201, 403));
        created.structured(caller(Roles.READER), "/events").spec(problem(403, "urn:sluice:problem:forbidden"));
        created.binary(sluice, "/events", "application/json").spec(problem(401, "urn:sluice:problem:unauthenticated"));
    }

    @Test
    void replayOfCloudEventChecksRight() {
        // Given
        String key = UUID.randomUUID().toString();
        CloudEventRequest paid =
                new CloudEventRequest(domain().type("paid"), key, domain().paid("parcel-token", "sender-token"));
        paid.structured(caller(Roles.PUBLISHER, "payments").withKey(key), "/events")
                .statusCode(201);

        // When Then
        paid.structured(caller(Roles.PUBLISHER).withKey(key), "/events")
                .spec(problem(403, "urn:sluice:problem:forbidden"));
        paid.structured(caller(Roles.PUBLISHER, "payments").withKey(key), "/events")
                .header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void checksRightOfEachLineInStream() {
        String results = caller(Roles.PUBLISHER)
                .publishLines(String.join(
                        "\n",
                        event(domain().type("created"), created()),
                        event(domain().type("paid"), "{\"wrong\":[]}"),
                        event(domain().type("cancelled"), "{}")))
                .extract()
                .asString();
        assertThat(results.lines().map(line -> line.replaceFirst(".*\"status\":(\\d+).*", "$1")))
                .containsExactly("201", "403", "422");
    }

    @Test
    void replayChecksRightOfEachEvent() {
        // Given
        String batch = batch(
                event(domain().type("created"), created()),
                event(domain().type("paid"), domain().paid("parcel-token", "sender-token")));
        String key = UUID.randomUUID().toString();
        SluiceApi permitted = caller(Roles.PUBLISHER, "payments").withKey(key);
        SluiceApi withoutRight = caller(Roles.PUBLISHER).withKey(key);
        SluiceApi neverPermitted = caller(Roles.PUBLISHER).withKey(key + "-other");
        String first = permitted.publishBatch(batch).statusCode(207).extract().asString();
        String partial =
                neverPermitted.publishBatch(batch).statusCode(207).extract().asString();

        // When Then
        withoutRight.publishBatch(batch).spec(problem(403, "urn:sluice:problem:forbidden"));
        assertThat(permitted.publishBatch(batch).extract().asString()).isEqualTo(first);
        assertThat(neverPermitted.publishBatch(batch).extract().asString()).isEqualTo(partial);
    }

    @Test
    void separatesKeysOfCallers() {
        // Given
        String key = UUID.randomUUID().toString();
        SluiceApi billing = caller(Roles.PUBLISHER).withKey(key);
        SluiceApi sales =
                sluice.withToken(issuer.token("sales", Roles.PUBLISHER)).withKey(key);
        String first = publish(billing).statusCode(201).extract().path("id");

        // When
        String second = publish(sales).statusCode(201).extract().path("id");

        // Then
        assertThat(second).isNotEqualTo(first);
        publish(billing).body("id", equalTo(first));
        publish(sales).body("id", equalTo(second));
    }

    @Test
    void acceptsNewSigningKeyImmediately() {
        // Given
        String oldToken = issuer.token("billing", Roles.PUBLISHER);
        publish(sluice.withToken(oldToken)).statusCode(201);

        // When
        issuer.rotate();

        // Then
        publish(caller(Roles.PUBLISHER)).statusCode(201);
        publish(sluice.withToken(oldToken)).statusCode(401);
    }

    @Test
    void rejectsRemovedSigningKeyWithoutTokenOfNewKey() {
        // Given
        SluiceApi billing = caller(Roles.PUBLISHER);
        publish(billing).statusCode(201);

        // When
        issuer.rotate();

        // Then
        await("rejection of the removed key")
                .until(() -> billing.get("/event-types").extract().statusCode() == 401);
    }

    @Test
    void rejectsBeforeTheBodyArrives() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());

            // When
            socket.getOutputStream()
                    .write(("POST /events/" + domain().type("created")
                                    + " HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] response = socket.getInputStream().readNBytes(12);

            // Then
            assertThat(new String(response, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }
}
