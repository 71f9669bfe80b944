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

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.Domain;
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
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Responses to requests with one event. */
@QuarkusTest
public class PublishTest {

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI server;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @Test
    void returnsReceiptWithPosition() {
        sluice.publish(domain().type("created"), domain().created("parcel-receipt", "sender-receipt"))
                .statusCode(201)
                .contentType("application/json")
                .body("id", matchesPattern("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"))
                .body("type", equalTo(domain().type("created")))
                .body("topic", equalTo(domain().topic()))
                .body("timestamp", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    }

    @Test
    void returnsAllErrorsOfInvalidEvent() {
        sluice.publish(domain().type("created"), """
                                {"%s":1,"items":[{"sku":"A","quantity":1.5,"price":0.001}],"total":"x",
                                 "timestamp":"now","more":true}""".formatted(domain().idField()))
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors", hasSize(7))
                .body(
                        "errors.pointer",
                        hasItems(
                                "/" + domain().idField(),
                                "/" + domain().keyField(),
                                "/items/0/quantity",
                                "/items/0/price",
                                "/total",
                                "/timestamp",
                                "/more"));
    }

    private ValidatableResponse paid(String mediaType, byte[] body) {
        return given().config(
                        config().encoderConfig(encoderConfig().encodeContentTypeAs(mediaType, ContentType.BINARY)))
                .contentType(mediaType)
                .body(body)
                .post("/events/" + domain().type("paid"))
                .then();
    }

    @Test
    void acceptsAvroBinaryAndAvroJson() throws IOException {
        // Given
        String description =
                given().get("/event-types/" + domain().type("paid")).asString();
        Schema schema = new Schema.Parser()
                .parse(new ObjectMapper()
                        .readTree(description)
                        .get("avroSchema")
                        .toString());
        GenericData model = new GenericData();
        model.addLogicalTypeConversion(new Conversions.DecimalConversion());
        model.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        GenericRecord event = new GenericRecordBuilder(schema)
                .set(domain().idField(), "parcel-binary")
                .set(domain().keyField(), "sender-binary")
                .set("amount", new BigDecimal("89.97"))
                .set("timestamp", Instant.parse("2026-11-23T05:01:00Z"))
                .build();
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema, model);
        ByteArrayOutputStream avro = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().binaryEncoder(avro, null);
        writer.write(event, encoder);
        encoder.flush();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Encoder jsonEncoder = EncoderFactory.get().jsonEncoder(schema, json);
        writer.write(event, jsonEncoder);
        jsonEncoder.flush();

        // When
        ValidatableResponse binary = paid("avro/binary", avro.toByteArray());
        ValidatableResponse avroJson = paid("application/vnd.apache.avro+json; charset=utf-8", json.toByteArray());

        // Then
        binary.statusCode(201).body("topic", equalTo(domain().topic()));
        avroJson.statusCode(201).body("topic", equalTo(domain().topic()));
    }

    @Test
    void returnsPointerIntoMalformedAvroBinary() {
        paid("avro/binary", new byte[] {2, 'p', 2, 's', 2, 0})
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors", hasSize(1))
                .body("errors.pointer", hasItems("/timestamp"));
    }

    @Test
    void refusesMalformedJsonWith400() {
        sluice.publish(domain().type("created"), "{\"" + domain().idField() + "\":")
                .spec(problem(400, "urn:sluice:problem:malformed-json"));
        sluice.publish(domain().type("created"), "").spec(problem(400, "urn:sluice:problem:malformed-json"));
    }

    @Test
    void refusesReservedTypeWith403() {
        sluice.publish(domain().type("confirmed"), "{}").spec(problem(403, "urn:sluice:problem:reserved-event-type"));
    }

    @Test
    void refusesUnknownTypeWith404() {
        sluice.publish(domain().type("lost"), "{}").spec(problem(404, "urn:sluice:problem:unknown-event-type"));
        given().get("/event-types/" + domain().type("lost"))
                .then()
                .spec(problem(404, "urn:sluice:problem:unknown-event-type"));
        given().get("/nothing/here").then().spec(problem(404, "about:blank"));
    }

    @Test
    void refusesOtherMethodWith405AndOtherMediaTypeWith415() {
        given().get("/events/" + domain().type("created")).then().spec(problem(405, "about:blank"));
        given().contentType("text/plain")
                .body("{}")
                .post("/events/" + domain().type("created"))
                .then()
                .spec(problem(415, "about:blank"));
    }

    @Test
    void refusesLargeEventWith413() {
        sluice.publish(domain().type("created"), domain().created("parcel-1", "c".repeat(1_100_000)))
                .spec(problem(413, "urn:sluice:problem:event-too-large"));
    }

    @Test
    void stopsReadingChunkedBodyAtTheLimit() throws IOException {
        // Given
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(("POST /events/" + domain().type("created") + " HTTP/1.1\r\nHost: sluice\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
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
                    .write(("POST /events/" + domain().type("created")
                                    + " HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
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
