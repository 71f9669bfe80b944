package dev.sluice.security;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.Waits.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import dev.sluice.testing.Orders;
import dev.sluice.testing.SecuredKafka;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may call what, with tokens that an issuer signs. */
@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(SecuredKafka.class)
class AuthenticationTest {

    private static final String ORDER = Orders.created("ord-token", "customer-token");

    private final SluiceApi sluice = new SluiceApi();

    TokenIssuer issuer;

    @TestHTTPResource
    URI server;

    static ValidatableResponse publish(SluiceApi client) {
        return client.publish("order.created", ORDER);
    }

    private SluiceApi client(String... groups) {
        return sluice.withToken(issuer.token("billing", groups));
    }

    @Test
    void withoutATokenNothingIsOpen() {
        publish(sluice)
                .spec(problem(401, "urn:sluice:problem:unauthenticated"))
                .header("WWW-Authenticate", "Bearer")
                .body("instance", equalTo("/events/order.created"));
        sluice.publishBatch("[]").statusCode(401);
        sluice.get("/event-types").statusCode(401);
        sluice.get("/event-types/order.created").statusCode(401);
        sluice.get("/orders").statusCode(401);
        sluice.get("/orders/ord-token").statusCode(401);
        sluice.get("/q/openapi").statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aPublisherPublishesAndReadsTheCatalogue() {
        publish(client(Roles.PUBLISHER)).statusCode(201);
        client(Roles.PUBLISHER).get("/event-types").statusCode(200);
        client(Roles.PUBLISHER)
                .get("/q/openapi?format=json")
                .statusCode(200)
                .body("paths.'/events/order.created'.post.responses", hasKey("401"))
                .body("paths.'/events/order.created'.post.responses", hasKey("403"));
    }

    @Test
    void onlyAnOperatorSeesDeadLettersAndSendsThem() {
        client(Roles.OPERATOR).get("/dead-letters").statusCode(200);
        for (SluiceApi client : List.of(client(Roles.READER, Roles.PUBLISHER), client())) {
            client.get("/dead-letters").statusCode(403);
            client.get("/dead-letters/orders.dlq/0/0").statusCode(403);
            client.post("/dead-letters/redrive").statusCode(403);
            client.post("/dead-letters/orders.dlq/0/0/redrive").statusCode(403);
            client.post("/dead-letters/orders.dlq/0/0/discard").statusCode(403);
            client.post("/dead-letters/purge").statusCode(403);
        }
        sluice.get("/dead-letters").statusCode(401);
    }

    @Test
    void aReaderReadsTheCatalogueAndOrdersAndDoesNotPublish() {
        client(Roles.READER).get("/event-types").statusCode(200);
        client(Roles.READER).get("/orders").statusCode(200);
        publish(client(Roles.READER)).spec(problem(403, "urn:sluice:problem:forbidden"));
    }

    @Test
    void aClientWithoutAnyOfTheGroupsDoesNothing() {
        publish(client("sales")).statusCode(403);
        client("sales").get("/event-types").statusCode(403);
        client("sales").get("/orders").statusCode(403);
    }

    @Test
    void aGroupOfTheCompanyIsAPublisherByConfiguration() {
        publish(client("shop-team")).statusCode(201);
    }

    @Test
    void aTypeMayBeTheRightOfSomeGroups() {
        client(Roles.PUBLISHER).publish("order.paid", "{}").spec(problem(403, "urn:sluice:problem:forbidden"));
        client(Roles.PUBLISHER, "payments").publish("order.paid", "{}").statusCode(422);
        client("payments").publish("order.paid", "{}").statusCode(403);
    }

    @Test
    void eachEventOfABatchNeedsItsOwnRight() {
        client(Roles.PUBLISHER)
                .publishBatch(batch(
                        event("order.created", ORDER),
                        event("order.paid", "{\"wrong\":[]}"),
                        "{\"data\":{\"wrong\":[]},\"type\":\"order.paid\"}",
                        event("order.cancelled", "{}")))
                .statusCode(207)
                .body("results.status", contains(201, 403, 403, 422))
                .body("results[1].problem.type", equalTo("urn:sluice:problem:forbidden"));
    }

    @Test
    void eachLineOfAStreamNeedsItsOwnRight() {
        String results = client(Roles.PUBLISHER)
                .publishLines(String.join(
                        "\n",
                        event("order.created", ORDER),
                        event("order.paid", "{\"wrong\":[]}"),
                        event("order.cancelled", "{}")))
                .extract()
                .asString();
        assertThat(results.lines().map(line -> line.replaceFirst(".*\"status\":(\\d+).*", "$1")))
                .containsExactly("201", "403", "422");
    }

    @Test
    void equalKeysOfTwoClientsAreTwoKeys() {
        // Given
        String key = UUID.randomUUID().toString();
        SluiceApi billing = client(Roles.PUBLISHER).withKey(key);
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
    void anotherKeyOfTheIssuerIsAcceptedAsSoonAsItIsUsed() {
        // Given
        String before = issuer.token("billing", Roles.PUBLISHER);
        publish(sluice.withToken(before)).statusCode(201);

        // When
        issuer.rotate();

        // Then
        publish(client(Roles.PUBLISHER)).statusCode(201);
        publish(sluice.withToken(before)).statusCode(401);
    }

    @Test
    void theAnswerDoesNotWaitForTheBody() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());

            // When
            socket.getOutputStream()
                    .write(("POST /events/order.created HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);

            // Then
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }
}
