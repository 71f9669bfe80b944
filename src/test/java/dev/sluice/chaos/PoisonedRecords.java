package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the orders what cannot be processed, with a plain producer, and remembers it. For one thread at a time. */
final class PoisonedRecords implements AutoCloseable {

    private static final String SUBJECT = "orders-dev.sluice.order.event.OrderCreated";
    private static final int MAX_BYTES = 100;
    private static final int NO_SCHEMA = 900_000;

    private final String run;
    private final Random random;
    private final int schema;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, byte[]> sent = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    PoisonedRecords(String run, Map<String, Object> kafka, Registry registry, Random random) {
        this.run = run;
        this.random = random;
        this.schema = registry.latestId(SUBJECT);
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send() {
        String key = Poison.KEY_PREFIX + run + "-" + sent.size();
        byte[] value = value();
        sent.put(key, value == null ? Poison.NONE : value);
        var entry = new ProducerRecord<>("orders", key.getBytes(UTF_8), value);
        if (random.nextBoolean()) {
            entry.headers().add("event-type", Event.CREATED.getBytes(UTF_8));
        }
        producer.send(entry, (written, failure) -> {
            if (failure == null) {
                acknowledged.add(key);
            }
        });
    }

    private byte[] value() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> randomBytes();
            case 2 -> wire(NO_SCHEMA + random.nextInt(1000), randomBytes());
            default -> wire(schema, truncatedAvro());
        };
    }

    /** At least one, and the first is not that of the wire format. */
    private byte[] randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(MAX_BYTES)];
        random.nextBytes(bytes);
        bytes[0] |= 1;
        return bytes;
    }

    /** An order that ends after its first two fields. */
    private static byte[] truncatedAvro() {
        try {
            var bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            encoder.writeString("truncated");
            encoder.writeString("nobody");
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] wire(int schema, byte[] avro) {
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(schema)
                .put(avro)
                .array();
    }

    /** What was sent up to now. */
    Poison sent() {
        return new Poison(Map.copyOf(sent), Set.copyOf(acknowledged));
    }

    /** Waits for those that Kafka has not acknowledged yet. */
    @Override
    public void close() {
        producer.close();
    }
}
