package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import dev.sluice.testing.Orders;
import dev.sluice.testing.SecuredKafka;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may call what, with tokens that an issuer signs. */
@QuarkusTest
@WithTestResource(TokenIssuer.class)
@WithTestResource(SecuredKafka.class)
class AuthenticationTest {

    TokenIssuer issuer;

    @TestHTTPResource
    URI server;

    static ValidatableResponse publish(RequestSpecification client) {
        return client.contentType("application/json")
                .body(Orders.created("ord-token", "customer-token"))
                .post("/events/order.created")
                .then();
    }

    private RequestSpecification client(String... groups) {
        return given().auth().oauth2(issuer.token("billing", groups));
    }

    @Test
    void withoutATokenNothingIsOpen() {
        publish(given())
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("urn:sluice:problem:unauthenticated"))
                .body("instance", equalTo("/events/order.created"))
                .body("retryable", equalTo(false));
        given().contentType("application/json")
                .body("[]")
                .post("/events")
                .then()
                .statusCode(401);
        given().get("/event-types").then().statusCode(401);
        given().get("/event-types/order.created").then().statusCode(401);
        given().get("/orders").then().statusCode(401);
        given().get("/orders/ord-token").then().statusCode(401);
        given().get("/q/openapi").then().statusCode(401);
    }

    @Test
    void aPublisherPublishesAndReadsTheCatalogue() {
        publish(client(Roles.PUBLISHER)).statusCode(201);
        client(Roles.PUBLISHER).get("/event-types").then().statusCode(200);
        client(Roles.PUBLISHER)
                .accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/events/order.created'.post.responses", hasKey("401"))
                .body("paths.'/events/order.created'.post.responses", hasKey("403"));
    }

    @Test
    void onlyAnOperatorSeesDeadLettersAndSendsThem() {
        client(Roles.OPERATOR).get("/dead-letters").then().statusCode(200);
        for (RequestSpecification client :
                new RequestSpecification[] {client(Roles.READER, Roles.PUBLISHER), client()}) {
            client.get("/dead-letters").then().statusCode(403);
            client.get("/dead-letters/orders.dlq/0/0").then().statusCode(403);
            client.post("/dead-letters/redrive").then().statusCode(403);
            client.post("/dead-letters/orders.dlq/0/0/redrive").then().statusCode(403);
            client.post("/dead-letters/orders.dlq/0/0/discard").then().statusCode(403);
            client.post("/dead-letters/purge").then().statusCode(403);
        }
        given().get("/dead-letters").then().statusCode(401);
    }

    @Test
    void aReaderReadsTheCatalogueAndOrdersAndDoesNotPublish() {
        client(Roles.READER).get("/event-types").then().statusCode(200);
        client(Roles.READER).get("/orders").then().statusCode(200);
        publish(client(Roles.READER))
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:sluice:problem:forbidden"))
                .body("retryable", equalTo(false));
    }

    @Test
    void aClientWithoutAnyOfTheGroupsDoesNothing() {
        publish(client("sales")).statusCode(403);
        client("sales").get("/event-types").then().statusCode(403);
        client("sales").get("/orders").then().statusCode(403);
    }

    @Test
    void aGroupOfTheCompanyIsAPublisherByConfiguration() {
        publish(client("shop-team")).statusCode(201);
    }

    @Test
    void aTypeMayBeTheRightOfSomeGroups() {
        paid(client(Roles.PUBLISHER))
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:sluice:problem:forbidden"));
        paid(client(Roles.PUBLISHER, "payments")).statusCode(422);
        paid(client("payments")).statusCode(403);
    }

    @Test
    void eachEventOfABatchNeedsItsOwnRight() {
        client(Roles.PUBLISHER)
                .contentType("application/json")
                .body(
                        "[{\"type\":\"order.created\",\"data\":" + Orders.created("ord-token", "customer-token")
                                + "},{\"type\":\"order.paid\",\"data\":{\"wrong\":[]}},"
                                + "{\"data\":{\"wrong\":[]},\"type\":\"order.paid\"},{\"type\":\"order.cancelled\",\"data\":{}}]")
                .post("/events")
                .then()
                .statusCode(207)
                .body("results.status", contains(201, 403, 403, 422))
                .body("results[1].problem.type", equalTo("urn:sluice:problem:forbidden"));
    }

    @Test
    void eachLineOfAStreamNeedsItsOwnRight() {
        String results = client(Roles.PUBLISHER)
                .contentType("application/x-ndjson")
                .body(("{\"type\":\"order.created\",\"data\":" + Orders.created("ord-token", "customer-token") + "}\n"
                                + "{\"type\":\"order.paid\",\"data\":{\"wrong\":[]}}\n"
                                + "{\"type\":\"order.cancelled\",\"data\":{}}\n")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/events")
                .asString();
        assertThat(results.lines().map(line -> line.replaceFirst(".*\"status\":(\\d+).*", "$1")))
                .containsExactly("201", "403", "422");
    }

    @Test
    void equalKeysOfTwoClientsAreTwoKeys() {
        // Given
        String key = UUID.randomUUID().toString();
        RequestSpecification billing =
                given().header("Idempotency-Key", key).auth().oauth2(issuer.token("billing", Roles.PUBLISHER));
        RequestSpecification sales =
                given().header("Idempotency-Key", key).auth().oauth2(issuer.token("sales", Roles.PUBLISHER));
        String first = await().until(() -> publish(billing).extract().path("id"), id -> id != null);

        // When
        String second = publish(sales).statusCode(201).extract().path("id");

        // Then
        assertThat(second).isNotEqualTo(first);
        publish(billing).body("id", equalTo(first));
        publish(sales).body("id", equalTo(second));
    }

    private static ValidatableResponse paid(RequestSpecification client) {
        return client.contentType("application/json")
                .body("{}")
                .post("/events/order.paid")
                .then();
    }

    @Test
    void anotherKeyOfTheIssuerIsAcceptedAsSoonAsItIsUsed() {
        // Given
        String before = issuer.token("billing", Roles.PUBLISHER);
        publish(given().auth().oauth2(before)).statusCode(201);

        // When
        issuer.rotate();

        // Then
        publish(client(Roles.PUBLISHER)).statusCode(201);
        publish(given().auth().oauth2(before)).statusCode(401);
    }

    @Test
    void theAnswerDoesNotWaitForTheBody() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);

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
