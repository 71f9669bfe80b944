package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Registry;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other software puts on the topic: none of it stops the records behind it, and none is lost. */
@QuarkusTest
class PoisonedRecordsTest {

    DevServicesContext devServices;
    EventLog log;
    String customer;

    @BeforeEach
    void newCustomer() {
        log = new DevServers(devServices).log();
        customer = "poison-" + UUID.randomUUID();
    }

    @Test
    void undecodableRecordsGoToTheDeadLettersAndTheNextIsProcessed() {
        // Given
        byte[] noWireFormat = "plain text".getBytes(UTF_8);
        byte[] unknownSchema =
                ByteBuffer.allocate(9).put((byte) 0).putInt(999_999).putInt(1).array();

        // When
        produce("orders", noWireFormat);
        produce("orders", unknownSchema);
        produce("orders", null);
        post("order.created", 3);

        // Then
        List<Entry> dead = log.await("orders.dlq", 3, entry -> customer.equals(entry.key()));
        assertThat(dead).extracting(Entry::value).containsExactly(noWireFormat, unknownSchema, null);
        assertThat(dead.get(0).headers())
                .containsEntry("dead-letter-topic", "orders")
                .containsEntry("dead-letter-attempts", "1")
                .containsEntry("came-with", "it")
                .containsKeys("dead-letter-reason", "dead-letter-cause", "dead-letter-partition")
                .containsKeys("dead-letter-offset", "dead-letter-time");
        assertThat(log.await("orders", 1, this::isConfirmed)).hasSize(1);
    }

    @Test
    void aRejectedEventGoesToTheDeadLettersAsItWas() {
        // When
        post("order.created", 0);

        // Then
        Entry dead = log.await("orders.dlq", 1, entry -> customer.equals(entry.key()))
                .get(0);
        Entry created =
                log.await("orders", 1, entry -> customer.equals(entry.key())).get(0);
        assertThat(dead.value()).isEqualTo(created.value());
        assertThat(dead.headers()).containsAllEntriesOf(created.headers());
        assertThat(dead.headers()).containsEntry("dead-letter-reason", "an item's quantity is less than 1");
        assertThat(log.all("orders", this::isConfirmed)).isEmpty();
    }

    @Test
    void aTypeThatIsNotInTheCatalogueIsPassedOver() {
        // Given
        Schema foreign = Schema.createRecord("Foreign", null, "other.team", false, List.of());
        int id = new Registry(new DevServers(devServices).registry()).register("orders-other.team.Foreign", foreign);
        byte[] value = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();

        // When
        produce("orders", value);
        post("order.created", 3);

        // Then
        assertThat(log.await("orders", 1, this::isConfirmed)).hasSize(1);
        assertThat(log.all("orders.dlq", entry -> customer.equals(entry.key()))).isEmpty();
    }

    private boolean isConfirmed(Entry entry) {
        return customer.equals(entry.key()) && "order.confirmed".equals(entry.type());
    }

    private void post(String type, int quantity) {
        RestAssured.given()
                .contentType("application/json")
                .body("""
                        {"orderId":"o","customerId":"%s","items":[{"sku":"S","quantity":%d,"price":1}],"total":1,
                        "timestamp":0}""".formatted(customer, quantity))
                .post("/events/" + type)
                .then()
                .statusCode(201);
    }

    private void produce(String topic, byte[] value) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", new DevServers(devServices).kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var entry = new ProducerRecord<>(topic, customer.getBytes(UTF_8), value);
            entry.headers().add("came-with", "it".getBytes(UTF_8));
            producer.send(entry);
        }
    }
}
