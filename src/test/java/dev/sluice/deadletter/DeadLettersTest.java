package dev.sluice.deadletter;

import static dev.sluice.testing.SluiceApi.problem;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DeadLetterTopic;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters of Sluice and of other software can be listed and read. */
@QuarkusTest
public class DeadLettersTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    DeadLetterTopic topic;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newTopic() {
        log = new DevServers(devServices).log();
        topic = new DeadLetterTopic(new DevServers(devServices).kafka(), "t-" + UUID.randomUUID());
    }

    @Test
    void listsDeadLettersOldestFirst() {
        // Given
        topic.add("a", new byte[] {1}, Map.of("dead-letter-reason", "first", "dead-letter-attempts", "10"));
        topic.add(
                "b",
                null,
                Map.of(
                        "event-type",
                        domain().type("created"),
                        "dead-letter-original-time",
                        "no time",
                        "dead-letter-time",
                        "no time"));

        // When
        var answer = sluice.get("/dead-letters?topic={topic}", topic.name());

        // Then
        answer.statusCode(200)
                .body("letters.key", contains("a", "b"))
                .body("letters.offset", contains(0, 1))
                .body("letters.state", contains("open", "open"))
                .body("letters[0].reason", equalTo("first"))
                .body("letters[0].attempts", equalTo(10))
                .body("letters[0].original.topic", equalTo(topic.original()))
                .body("letters[0].original.offset", equalTo(7))
                .body("letters[1].type", equalTo(domain().type("created")))
                .body("letters[1].original.time", nullValue())
                .body("letters[1].gaveUp", nullValue())
                .body("next", nullValue());
    }

    @Test
    void filtersByOriginalTopicTypeReasonAndTime() {
        // Given
        topic.add("a", null, Map.of("event-type", "x.y", "dead-letter-reason", "Stock is GONE"));
        topic.add("b", null, Map.of("event-type", "x.y", "dead-letter-reason", "other"));
        topic.add("c", null, Map.of("event-type", "x.z", "dead-letter-cause", "com.acme.GoneException"));

        // When
        var byType = filtered("type", "x.y");
        var byReason = filtered("reason", "gone");
        var early = filtered("to", "2020-01-01T00:00:00Z");
        var late = filtered("from", "2999-01-01T00:00:00Z");

        // Then
        byType.body("letters.key", contains("a", "b"));
        byReason.body("letters.key", contains("a", "c"));
        early.body("letters.size()", equalTo(0));
        late.body("letters.size()", equalTo(0));
    }

    private io.restassured.response.ValidatableResponse filtered(String name, String value) {
        return sluice.get("/dead-letters?topic={topic}&{name}={value}", topic.original(), name, value)
                .statusCode(200);
    }

    @Test
    void pageStartsAfterThePreviousOne() {
        // Given
        topic.add(3, i -> topic.deadLetter("k" + i, null));

        // When
        String next = sluice.get("/dead-letters?topic={topic}&limit=2", topic.name())
                .body("letters.key", contains("k0", "k1"))
                .extract()
                .path("next");
        var second = sluice.get("/dead-letters?topic={topic}&after={next}", topic.name(), next);

        // Then
        assertThat(next).isEqualTo(topic.name() + "-0-1");
        second.body("letters.key", contains("k2")).body("next", nullValue());
    }

    @Test
    void readsValueAsJsonAndBytes() {
        // Given
        String key = "letter-" + UUID.randomUUID();
        sluice.publish(domain().type("created"), domain().rejected("o", key)).statusCode(201);
        EventLog.Entry deadLetter = log.await(domain().topic() + ".dlq", 1, entry -> key.equals(entry.key()))
                .get(0);

        // When
        var answer = read(deadLetter.topic(), deadLetter.partition(), deadLetter.offset());

        // Then
        answer.statusCode(200)
                .body("key", equalTo(key))
                .body("type", equalTo(domain().type("created")))
                .body("original.topic", equalTo(domain().topic()))
                .body("reason", equalTo("an item's quantity is less than 1"))
                .body("value." + domain().keyField(), equalTo(key))
                .body("value.items[0].sku", equalTo("WIDGET-A"))
                .body("undecodable", nullValue())
                .body("valueBase64", equalTo(base64(deadLetter.value())))
                .body("headers.find { it.name == 'event-id' }.value", notNullValue());
    }

    @Test
    void namesTheTimesOfTheRecordAndOfItsRejection() {
        // Given
        String key = "letter-" + UUID.randomUUID();
        long timestamp = 1_600_000_000_123L;
        try (var producer = new DevServers(devServices).producer()) {
            producer.send(new ProducerRecord<>(domain().topic(), null, timestamp, key.getBytes(UTF_8), new byte[] {1}));
        }
        EventLog.Entry deadLetter = log.await(domain().topic() + ".dlq", 1, entry -> key.equals(entry.key()))
                .get(0);

        // When
        var answer = read(deadLetter.topic(), deadLetter.partition(), deadLetter.offset());

        // Then
        answer.statusCode(200)
                .body("original.time", equalTo("2020-09-13T12:26:40.123Z"))
                .body("gaveUp", equalTo(deadLetter.headers().get("dead-letter-time")));
    }

    @Test
    void readsUndecodableValues() {
        // Given
        topic.add("a", "plain text".getBytes(UTF_8), Map.of());
        topic.add("b", ByteBuffer.allocate(9).putInt(1, 999_999).array(), Map.of("dead-letter-omitted-bytes", "12"));

        // When
        var text = read(topic.name(), 0, 0);
        var unknown = read(topic.name(), 0, 1);

        // Then
        text.statusCode(200)
                .body("value", nullValue())
                .body("undecodable", containsString("byte 0x70 instead of 0x00"))
                .body("valueBase64", equalTo(base64("plain text".getBytes(UTF_8))));
        unknown.statusCode(200).body("undecodable", notNullValue()).body("omittedBytes", equalTo(12));
    }

    @Test
    void readsHeadersOfSmallRyeAndSpring() {
        // Given
        topic.add(
                "smallrye",
                null,
                Map.of(
                        "dead-letter-exception-class-name", "com.acme.SmallRyeException",
                        "dead-letter-reason", "it failed",
                        "dead-letter-cause", "because"));
        topic.add(1, i -> spring());

        // When
        var answer = sluice.get("/dead-letters?topic={topic}", topic.name());

        // Then
        answer.statusCode(200)
                .body("letters.cause", contains("com.acme.SmallRyeException", "com.acme.SpringException"))
                .body("letters.reason", contains("it failed", "Listener failed"))
                .body("letters[1].original.topic", equalTo(topic.original()))
                .body("letters[1].original.partition", equalTo(3))
                .body("letters[1].original.offset", equalTo(1_000_000))
                .body("letters[1].original.time", equalTo("1970-01-01T00:00:01Z"))
                .body("letters[1].gaveUp", nullValue());
    }

    private ProducerRecord<byte[], byte[]> spring() {
        ProducerRecord<byte[], byte[]> deadLetter = topic.deadLetter("spring", null);
        deadLetter
                .headers()
                .add("kafka_dlt-original-topic", topic.original().getBytes(UTF_8))
                .add(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(3).array())
                .add(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(1_000_000).array())
                .add(
                        "kafka_dlt-original-timestamp",
                        ByteBuffer.allocate(8).putLong(1_000).array())
                .add("kafka_dlt-exception-fqcn", "com.acme.SpringException".getBytes(UTF_8))
                .add("kafka_dlt-exception-message", "Listener failed".getBytes(UTF_8));
        return deadLetter;
    }

    @Test
    void ignoresMalformedHeaders() {
        // Given
        topic.add(1, i -> {
            ProducerRecord<byte[], byte[]> deadLetter = topic.deadLetter(null, null);
            deadLetter
                    .headers()
                    .add("dead-letter-topic", null)
                    .add("dead-letter-offset", "seven".getBytes(UTF_8))
                    .add("dead-letter-reason", new byte[] {(byte) 0xff})
                    .add("kafka_dlt-original-partition", new byte[3])
                    .add("binary", new byte[] {(byte) 0xff});
            return deadLetter;
        });

        // When
        var answer = read(topic.name(), 0, 0);

        // Then
        answer.statusCode(200)
                .body("key", nullValue())
                .body("original.topic", nullValue())
                .body("original.partition", nullValue())
                .body("original.offset", nullValue())
                .body("headers.find { it.name == 'binary' }.valueBase64", equalTo("/w=="));
    }

    @Test
    void rejectsAllInvalidParametersTogether() {
        // When
        var answer = given().queryParam("from", "yesterday")
                .queryParam("state", "lost")
                .queryParam("limit", "0")
                .queryParam("after", "x")
                .get("/dead-letters")
                .then();

        // Then
        answer.spec(problem(400, "urn:sluice:problem:invalid-query"))
                .body("errors.parameter", contains("from", "state", "limit", "after"));
    }

    @Test
    void openApiDescribesParametersAndProblems() {
        // When
        var answer = given().accept("application/json").get("/q/openapi").then();

        // Then
        answer.statusCode(200)
                .body("paths.'/dead-letters'.get.parameters.find { it.name == 'after' }.description", notNullValue())
                .body(
                        "paths.'/dead-letters'.get.responses.'200'.content.'application/json'.example.next",
                        equalTo("parcels.dlq-2-17"))
                .body(
                        "paths.'/dead-letters/redrive'.post.responses.'409'.content.'application/problem+json'.examples",
                        hasKey("redrive-taken-over"));
    }

    @Test
    void returns404UnlessThePositionHasADeadLetter() {
        // When
        var otherTopic = read(topic.original(), 0, 0);
        var emptyPartition = read(topic.name(), 0, 0);
        var unknownPartition = read(topic.name(), 99, 0);

        // Then
        otherTopic.statusCode(404).body("type", equalTo("urn:sluice:problem:unknown-dead-letter"));
        emptyPartition.statusCode(404);
        unknownPartition.statusCode(404);
    }

    private static io.restassured.response.ValidatableResponse read(String topic, int partition, long offset) {
        return given().get("/dead-letters/{topic}/{partition}/{offset}", topic, partition, offset)
                .then();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
