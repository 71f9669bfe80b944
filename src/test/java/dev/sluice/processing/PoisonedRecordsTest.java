package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
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
public class PoisonedRecordsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String key;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "poison-" + UUID.randomUUID();
    }

    @Test
    void deadLettersUndecodableRecordsAndProcessesNextOne() {
        // Given
        byte[] noWireFormat = "plain text".getBytes(UTF_8);
        byte[] unknownSchema =
                ByteBuffer.allocate(9).put((byte) 0).putInt(999_999).putInt(1).array();

        // When
        produce(domain().topic(), noWireFormat);
        produce(domain().topic(), unknownSchema);
        produce(domain().topic(), null);
        publish(domain().created("o", key));

        // Then
        List<Entry> deadLetters = log.await(domain().topic() + ".dlq", 3, entry -> key.equals(entry.key()));
        assertThat(deadLetters).extracting(Entry::value).containsExactly(noWireFormat, unknownSchema, null);
        assertThat(deadLetters.get(0).headers())
                .containsEntry("dead-letter-topic", domain().topic())
                .containsEntry("dead-letter-attempts", "1")
                .containsEntry("came-with", "it")
                .containsKeys("dead-letter-reason", "dead-letter-cause", "dead-letter-partition")
                .containsKeys("dead-letter-offset", "dead-letter-time");
        assertThat(log.await(domain().topic(), 1, this::isConfirmed)).hasSize(1);
    }

    @Test
    void deadLettersRejectedEventUnchanged() {
        // When
        publish(domain().rejected("o", key));

        // Then
        Entry deadLetter = log.await(domain().topic() + ".dlq", 1, entry -> key.equals(entry.key()))
                .get(0);
        Entry created =
                log.await(domain().topic(), 1, entry -> key.equals(entry.key())).get(0);
        assertThat(deadLetter.value()).isEqualTo(created.value());
        assertThat(deadLetter.headers()).containsAllEntriesOf(created.headers());
        assertThat(deadLetter.headers()).containsEntry("dead-letter-reason", "an item's quantity is less than 1");
        assertThat(log.all(domain().topic(), this::isConfirmed)).isEmpty();
    }

    @Test
    void skipsTypeThatIsNotInTheCatalogue() {
        // Given
        Schema foreign = Schema.createRecord("Foreign", null, "other.team", false, List.of());
        int id = new Registry(new DevServers(devServices).registry())
                .register(domain().topic() + "-other.team.Foreign", foreign);
        byte[] value = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();

        // When
        produce(domain().topic(), value);
        publish(domain().created("o", key));

        // Then
        assertThat(log.await(domain().topic(), 1, this::isConfirmed)).hasSize(1);
        assertThat(log.all(domain().topic() + ".dlq", entry -> key.equals(entry.key())))
                .isEmpty();
    }

    @Test
    void deadLettersEventWhoseHeaderNamesAnotherType() {
        // Given
        publish(domain().created("o", key));
        byte[] created = log.await(domain().topic(), 1, entry -> key.equals(entry.key()))
                .get(0)
                .value();

        // When
        produce(domain().topic(), created, domain().type("paid"));

        // Then
        Entry deadLetter = log.await(domain().topic() + ".dlq", 1, entry -> key.equals(entry.key()))
                .get(0);
        assertThat(deadLetter.headers())
                .containsEntry(
                        "dead-letter-reason",
                        "the event-type header says " + domain().type("paid") + ", but the value has another type");
    }

    @Test
    void deadLettersEachOfManyPoisonedRecordsAndProcessesTheGoodOnes() {
        // Given
        publish(domain().created("o", key));
        byte[] good = log.await(domain().topic(), 1, entry -> key.equals(entry.key()))
                .get(0)
                .value();
        Random random = new Random(key.hashCode());
        List<byte[]> poisoned = IntStream.range(0, 1000)
                .mapToObj(i -> poisoned(i % 4, good, random))
                .toList();

        // When
        produce(poisoned, good);

        // Then
        List<Entry> deadLetters = log.await(domain().topic() + ".dlq", 1000, entry -> key.equals(entry.key()));
        assertThat(deadLetters).extracting(Entry::value).containsExactlyElementsOf(poisoned);
        assertThat(log.await(domain().topic(), 101, this::isConfirmed)).hasSize(101);
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
                producer.send(entry(domain().topic(), poisoned.get(i), domain().type("created")));
                if (i % 10 == 9) {
                    producer.send(entry(domain().topic(), good, domain().type("created")));
                }
            }
        }
    }

    private boolean isConfirmed(Entry entry) {
        return key.equals(entry.key()) && domain().type("confirmed").equals(entry.type());
    }

    private void publish(String event) {
        sluice.publish(domain().type("created"), event).statusCode(201);
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
        var entry = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
        entry.headers().add("came-with", "it".getBytes(UTF_8));
        if (type != null) {
            entry.headers().add("event-type", type.getBytes(UTF_8));
        }
        return entry;
    }
}
