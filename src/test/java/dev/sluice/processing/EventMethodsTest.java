package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventMetadata;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Registry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several methods of all kinds that consume one event type. */
@QuarkusTest
class EventMethodsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String key;

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "call-" + UUID.randomUUID();
    }

    private JsonPath publish(String rejectedBy) {
        return sluice.publish("test.call", "{\"key\":\"%s\",\"rejectedBy\":\"%s\"}".formatted(key, rejectedBy))
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static String field(EventLog log, Entry entry, String name) {
        return log.decode(entry).get(name).toString();
    }

    @Test
    void publishesResultsOfAllMethods() {
        // When
        JsonPath receipt = publish("");

        // Then
        List<Entry> replies = log.await("replies", 8, entry -> key.equals(entry.key()));
        assertThat(replies)
                .extracting(entry -> field(log, entry, "method"))
                .containsExactlyInAnyOrder(
                        "one", "several", "several", "uni", "stage", "blocking", "virtual", "withMetadata");
        assertThat(replies)
                .extracting(entry -> entry.headers().get("causation-id"))
                .containsOnly(receipt.getString("id"));
        assertThat(replies).extracting(entry -> entry.headers().get("event-id")).doesNotHaveDuplicates();
        var texts = replies.stream()
                .collect(Collectors.groupingBy(
                        entry -> field(log, entry, "method"),
                        Collectors.mapping(entry -> field(log, entry, "text"), Collectors.joining(","))));
        assertThat(texts.get("several")).isEqualTo("first,second");
        assertThat(texts.get("blocking")).doesNotContain("sluice-handlers");
        if (Runtime.version().feature() >= 21) {
            assertThat(texts.get("virtual")).startsWith("VirtualThread");
        }
        assertThat(texts.get("withMetadata"))
                .isEqualTo(new EventMetadata(
                                UUID.fromString(receipt.getString("id")),
                                "test.call",
                                "calls",
                                receipt.getInt("partition"),
                                receipt.getLong("offset"))
                        .toString());
    }

    @Test
    void derivesSameIdsAgain() {
        // Given
        publish("");
        List<Entry> replies = log.await("replies", 8, entry -> key.equals(entry.key()));
        Entry call = log.await("calls", 1, entry -> key.equals(entry.key())).get(0);

        // When
        try (var producer = new DevServers(devServices).producer()) {
            var copy = new ProducerRecord<>("calls", call.key().getBytes(UTF_8), call.value());
            call.headers().forEach((name, value) -> copy.headers().add(name, value.getBytes(UTF_8)));
            producer.send(copy);
        }

        // Then
        assertThat(log.await("replies", 16, entry -> key.equals(entry.key())))
                .extracting(entry -> entry.headers().get("event-id"))
                .hasSize(16)
                .containsOnlyElementsOf(replies.stream()
                        .map(entry -> entry.headers().get("event-id"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handlesEventsWithFormerNameOfTheRecord(boolean hasTypeHeader) throws IOException {
        // Given
        DevServers servers = new DevServers(devServices);
        String former = "{\"type\":\"record\",\"name\":\"FormerCall\",\"namespace\":\"dev.sluice.processing.event\","
                + "\"fields\":[{\"name\":\"key\",\"type\":\"string\"},{\"name\":\"rejectedBy\",\"type\":\"string\"}]}";
        int id = new Registry(servers.registry())
                .register("calls-dev.sluice.processing.event.FormerCall", new Schema.Parser().parse(former));
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(value, null);
        encoder.writeString(key);
        encoder.writeString("");

        // When
        try (var producer = servers.producer()) {
            var record = new ProducerRecord<>("calls", key.getBytes(UTF_8), value.toByteArray());
            if (hasTypeHeader) {
                record.headers().add("event-type", "test.call".getBytes(UTF_8));
            }
            producer.send(record);
        }

        // Then
        assertThat(log.await("replies", 8, entry -> key.equals(entry.key()))).hasSize(8);
    }

    @Test
    void resultsOfEventsWithTheSameIdHaveDifferentIds() {
        // Given
        UUID id = UUID.randomUUID();
        String event = "{\"type\":\"%s\",\"id\":\"%s\",\"data\":{\"key\":\"%s\"}}";

        // When
        sluice.publishBatch("[%s,%s]"
                        .formatted(event.formatted("test.ring", id, key), event.formatted("test.hangup", id, key)))
                .statusCode(207);

        // Then
        List<Entry> replies = log.await("replies", 2, entry -> key.equals(entry.key()));
        assertThat(replies)
                .extracting(entry -> entry.headers().get("causation-id"))
                .containsOnly(id.toString());
        assertThat(replies).extracting(entry -> entry.headers().get("event-id")).doesNotHaveDuplicates();
    }

    @Test
    void publishesNothingIfOneMethodRejectsTheEvent() {
        // Given
        List<String> methods =
                List.of("one", "several", "nothing", "uni", "uniOfNothing", "stage", "blocking", "virtual");

        // When
        methods.forEach(this::publish);

        // Then
        assertThat(log.await("calls.dlq", methods.size(), entry -> key.equals(entry.key())))
                .extracting(entry -> entry.headers().get("dead-letter-reason"))
                .containsExactlyElementsOf(
                        methods.stream().map(method -> method + " rejects it").toList());
        assertThat(log.all("replies", entry -> key.equals(entry.key()))).isEmpty();
    }
}
