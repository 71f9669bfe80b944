package dev.sluice.ingress;

import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.Waits.LIMIT;
import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import dev.sluice.example.orders.Orders;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** Responses to requests with one event. */
@QuarkusTest
class PublishTest {

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI server;

    @Test
    void returnsReceiptWithPosition() {
        sluice.publish("order.created", Orders.created("ord-receipt", "customer-receipt"))
                .statusCode(201)
                .contentType("application/json")
                .body("id", matchesPattern("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"))
                .body("type", equalTo("order.created"))
                .body("topic", equalTo("orders"))
                .body("timestamp", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    }

    @Test
    void returnsAllErrorsOfInvalidEvent() {
        sluice.publish("order.created", """
                                {"orderId":1,"items":[{"sku":"A","quantity":1.5,"price":0.001}],"total":"x",
                                 "timestamp":"now","more":true}""")
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors", hasSize(7))
                .body(
                        "errors.pointer",
                        hasItems(
                                "/orderId",
                                "/customerId",
                                "/items/0/quantity",
                                "/items/0/price",
                                "/total",
                                "/timestamp",
                                "/more"));
    }

    private static ValidatableResponse paid(String mediaType, byte[] body) {
        return given().config(
                        config().encoderConfig(encoderConfig().encodeContentTypeAs(mediaType, ContentType.BINARY)))
                .contentType(mediaType)
                .body(body)
                .post("/events/order.paid")
                .then();
    }

    @Test
    void acceptsAvroBinaryAndAvroJson() throws IOException {
        // Given
        OrderPaid event = new OrderPaid(
                "ord-binary", "customer-binary", new BigDecimal("89.97"), Instant.parse("2026-11-23T05:01:00Z"));
        ByteArrayOutputStream avro = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().binaryEncoder(avro, null);
        new SpecificDatumWriter<>(OrderPaid.class).write(event, encoder);
        encoder.flush();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Encoder jsonEncoder = EncoderFactory.get().jsonEncoder(OrderPaid.getClassSchema(), json);
        new SpecificDatumWriter<>(OrderPaid.class).write(event, jsonEncoder);
        jsonEncoder.flush();

        // When
        ValidatableResponse binary = paid("avro/binary", avro.toByteArray());
        ValidatableResponse avroJson = paid("application/vnd.apache.avro+json; charset=utf-8", json.toByteArray());

        // Then
        binary.statusCode(201).body("topic", equalTo("orders"));
        avroJson.statusCode(201).body("topic", equalTo("orders"));
    }

    @Test
    void returnsPointerIntoMalformedAvroBinary() {
        paid("avro/binary", new byte[] {2, 'o', 2, 'c', 2, 0})
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors", hasSize(1))
                .body("errors.pointer", hasItems("/timestamp"));
    }

    @Test
    void refusesMalformedJsonWith400() {
        sluice.publish("order.created", "{\"orderId\":").spec(problem(400, "urn:sluice:problem:malformed-json"));
        sluice.publish("order.created", "").spec(problem(400, "urn:sluice:problem:malformed-json"));
    }

    @Test
    void refusesReservedTypeWith403() {
        sluice.publish("order.confirmed", "{}").spec(problem(403, "urn:sluice:problem:reserved-event-type"));
    }

    @Test
    void refusesUnknownTypeWith404() {
        sluice.publish("order.lost", "{}").spec(problem(404, "urn:sluice:problem:unknown-event-type"));
        given().get("/event-types/order.lost").then().spec(problem(404, "urn:sluice:problem:unknown-event-type"));
        given().get("/nothing/here").then().spec(problem(404, "about:blank"));
    }

    @Test
    void refusesOtherMethodWith405AndOtherMediaTypeWith415() {
        given().get("/events/order.created").then().spec(problem(405, "about:blank"));
        given().contentType("text/plain")
                .body("{}")
                .post("/events/order.created")
                .then()
                .spec(problem(415, "about:blank"));
    }

    @Test
    void refusesLargeEventWith413() {
        sluice.publish("order.created", Orders.created("ord-1", "c".repeat(1_100_000)))
                .spec(problem(413, "urn:sluice:problem:event-too-large"));
    }

    @Test
    void stopsReadingChunkedBodyAtTheLimit() throws IOException {
        // Given
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /events/order.created HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            // When
            for (int i = 0; i < 17; i++) {
                out.write(chunk);
            }
            String response = readAll(socket.getInputStream());

            // Then
            assertThat(response).startsWith("HTTP/1.1 413").contains("urn:sluice:problem:event-too-large");
        }
    }

    @Test
    void refusesStalledBodyWith408() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());

            // When
            socket.getOutputStream()
                    .write(("POST /events/order.created HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = readAll(socket.getInputStream());

            // Then
            assertThat(response).startsWith("HTTP/1.1 408").contains("urn:sluice:problem:body-too-slow");
        }
    }

    private static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
