package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Registry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Poisoned records of other software. They stop no later record, and none of them is lost. */
@QuarkusTest
class PoisonedRecordsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String customer;

    @BeforeEach
    void newCustomer() {
        log = new DevServers(devServices).log();
        customer = "poison-" + UUID.randomUUID();
    }

    @Test
    void deadLettersUndecodableRecordsAndProcessesNextOne() {
        // Given
        byte[] noWireFormat = "plain text".getBytes(UTF_8);
        byte[] unknownSchema =
                ByteBuffer.allocate(9).put((byte) 0).putInt(999_999).putInt(1).array();

        // When
        produce("orders", noWireFormat);
        produce("orders", unknownSchema);
        produce("orders", null);
        publish(Orders.created("o", customer));

        // Then
        List<Entry> deadLetters = log.await("orders.dlq", 3, entry -> customer.equals(entry.key()));
        assertThat(deadLetters).extracting(Entry::value).containsExactly(noWireFormat, unknownSchema, null);
        assertThat(deadLetters.get(0).headers())
                .containsEntry("dead-letter-topic", "orders")
                .containsEntry("dead-letter-attempts", "1")
                .containsEntry("came-with", "it")
                .containsKeys("dead-letter-reason", "dead-letter-cause", "dead-letter-partition")
                .containsKeys("dead-letter-offset", "dead-letter-time");
        assertThat(log.await("orders", 1, this::isConfirmed)).hasSize(1);
    }

    @Test
    void deadLettersRejectedEventUnchanged() {
        // When
        publish(Orders.rejected("o", customer));

        // Then
        Entry deadLetter = log.await("orders.dlq", 1, entry -> customer.equals(entry.key()))
                .get(0);
        Entry created =
                log.await("orders", 1, entry -> customer.equals(entry.key())).get(0);
        assertThat(deadLetter.value()).isEqualTo(created.value());
        assertThat(deadLetter.headers()).containsAllEntriesOf(created.headers());
        assertThat(deadLetter.headers()).containsEntry("dead-letter-reason", "an item's quantity is less than 1");
        assertThat(log.all("orders", this::isConfirmed)).isEmpty();
    }

    @Test
    void skipsTypeThatIsNotInTheCatalogue() {
        // Given
        Schema foreign = Schema.createRecord("Foreign", null, "other.team", false, List.of());
        int id = new Registry(new DevServers(devServices).registry()).register("orders-other.team.Foreign", foreign);
        byte[] value = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();

        // When
        produce("orders", value);
        publish(Orders.created("o", customer));

        // Then
        assertThat(log.await("orders", 1, this::isConfirmed)).hasSize(1);
        assertThat(log.all("orders.dlq", entry -> customer.equals(entry.key()))).isEmpty();
    }

    @Test
    void deadLettersEventWhoseHeaderNamesAnotherType() {
        // Given
        publish(Orders.created("o", customer));
        byte[] created = log.await("orders", 1, entry -> customer.equals(entry.key()))
                .get(0)
                .value();

        // When
        produce("orders", created, "order.paid");

        // Then
        Entry deadLetter = log.await("orders.dlq", 1, entry -> customer.equals(entry.key()))
                .get(0);
        assertThat(deadLetter.headers())
                .containsEntry(
                        "dead-letter-reason", "the event-type header says order.paid, but the value has another type");
    }

    @Test
    void deadLettersEachOfManyPoisonedRecordsAndProcessesTheGoodOnes() {
        // Given
        publish(Orders.created("o", customer));
        byte[] good = log.await("orders", 1, entry -> customer.equals(entry.key()))
                .get(0)
                .value();
        Random random = new Random(customer.hashCode());
        List<byte[]> poisoned = IntStream.range(0, 1000)
                .mapToObj(i -> poisoned(i % 4, good, random))
                .toList();

        // When
        produce(poisoned, good);

        // Then
        List<Entry> deadLetters = log.await("orders.dlq", 1000, entry -> customer.equals(entry.key()));
        assertThat(deadLetters).extracting(Entry::value).containsExactlyElementsOf(poisoned);
        assertThat(log.await("orders", 101, this::isConfirmed)).hasSize(101);
    }

    private static byte[] poisoned(int kind, byte[] good, Random random) {
        byte[] bytes = good.clone();
        return switch (kind) {
            case 0 -> {
                random.nextBytes(bytes);
                yield bytes;
            }
            case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 2 ->
                ByteBuffer.wrap(bytes).putInt(1, 1_000_000 + random.nextInt(10)).array();
            default -> null;
        };
    }

    /** Writes the poisoned records, and a good one after every ten. */
    private void produce(List<byte[]> poisoned, byte[] good) {
        try (var producer = new DevServers(devServices).producer()) {
            for (int i = 0; i < poisoned.size(); i++) {
                producer.send(entry("orders", poisoned.get(i), "order.created"));
                if (i % 10 == 9) {
                    producer.send(entry("orders", good, "order.created"));
                }
            }
        }
    }

    private boolean isConfirmed(Entry entry) {
        return customer.equals(entry.key()) && "order.confirmed".equals(entry.type());
    }

    private void publish(String order) {
        sluice.publish("order.created", order).statusCode(201);
    }

    private void produce(String topic, byte[] value) {
        produce(topic, value, null);
    }

    private void produce(String topic, byte[] value, String type) {
        try (var producer = new DevServers(devServices).producer()) {
            producer.send(entry(topic, value, type));
        }
    }

    private ProducerRecord<byte[], byte[]> entry(String topic, byte[] value, String type) {
        var entry = new ProducerRecord<>(topic, customer.getBytes(UTF_8), value);
        entry.headers().add("came-with", "it".getBytes(UTF_8));
        if (type != null) {
            entry.headers().add("event-type", type.getBytes(UTF_8));
        }
        return entry;
    }
}
