package dev.sluice.example.orders.chaos;

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

/** Writes records that cannot be processed to the topic {@code orders}, with a plain producer. Not thread-safe. */
final class PoisonProducer implements AutoCloseable {

    private static final String SUBJECT = "orders-dev.sluice.example.orders.event.OrderCreated";
    private static final int MAX_BYTES = 100;
    private static final int UNKNOWN_SCHEMA_ID = 900_000;

    private final String run;
    private final Random random;
    private final int schemaId;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, byte[]> sent = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    PoisonProducer(String run, Map<String, Object> kafka, Registry registry, Random random) {
        this.run = run;
        this.random = random;
        this.schemaId = registry.latestId(SUBJECT);
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * The poisoned records of a round.
     *
     * @param values values by key, {@link #NO_VALUE} for a record without one
     * @param acknowledged keys of the records that Kafka has acknowledged
     */
    record PoisonedRecords(Map<String, byte[]> values, Set<String> acknowledged) {

        static final String KEY_PREFIX = "poison-";
        static final byte[] NO_VALUE = {};
    }

    /** Sends a random kind of poisoned record: no value, random bytes, an unknown schema id or truncated Avro. */
    void send() {
        String key = PoisonedRecords.KEY_PREFIX + run + "-" + sent.size();
        byte[] value = value();
        sent.put(key, value == null ? PoisonedRecords.NO_VALUE : value);
        var producerRecord = new ProducerRecord<>("orders", key.getBytes(UTF_8), value);
        if (random.nextBoolean()) {
            producerRecord.headers().add("event-type", EventTypes.CREATED.getBytes(UTF_8));
        }
        producer.send(producerRecord, (metadata, failure) -> {
            if (failure == null) {
                acknowledged.add(key);
            }
        });
    }

    private byte[] value() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> randomBytes();
            case 2 -> wireFormat(UNKNOWN_SCHEMA_ID + random.nextInt(1000), randomBytes());
            default -> wireFormat(schemaId, truncatedAvro());
        };
    }

    /** Returns at least one byte. The first is odd, so it is not the magic byte of the wire format. */
    private byte[] randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(MAX_BYTES)];
        random.nextBytes(bytes);
        bytes[0] |= 1;
        return bytes;
    }

    /** Returns an order that ends after its first two fields. */
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

    private static byte[] wireFormat(int schemaId, byte[] avro) {
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(schemaId)
                .put(avro)
                .array();
    }

    PoisonedRecords sent() {
        return new PoisonedRecords(Map.copyOf(sent), Set.copyOf(acknowledged));
    }

    /** Waits until Kafka has acknowledged or failed every record, and closes the producer. */
    @Override
    public void close() {
        producer.close();
    }
}
