package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.example.orders.event.LineItem;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.testing.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of orders with one line item, as the service writes them. */
final class OrderRecords {

    private static final byte[] UNDECODABLE = "no event".getBytes(UTF_8);
    private static final Instant TIME = Instant.parse("2026-11-23T05:00:00Z");

    private final String bootstrapServers;
    private final DatumWriter<OrderCreated> writer = new SpecificDatumWriter<>(OrderCreated.class);
    private final int schemaId;

    OrderRecords(String bootstrapServers, String registryUrl) {
        this.bootstrapServers = bootstrapServers;
        this.schemaId = new Registry(registryUrl)
                .register("orders-" + OrderCreated.class.getName(), OrderCreated.getClassSchema());
    }

    private ProducerRecord<byte[], byte[]> record(String topic, int i) {
        String customer = "customer-" + i % 1000;
        LineItem item = new LineItem("WIDGET-" + i % 100, 3, new BigDecimal("29.99"));
        byte[] value = value(new OrderCreated("ord-" + i, customer, List.of(item), new BigDecimal("89.97"), time(i)));
        return withHeaders(new ProducerRecord<>(topic, customer.getBytes(UTF_8), value), "order.created");
    }

    /** Returns the time at which an order was placed, by its number. */
    static Instant time(int i) {
        return TIME.plusSeconds(i);
    }

    private byte[] value(OrderCreated order) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(order, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Adds headers like those of an event. */
    static ProducerRecord<byte[], byte[]> withHeaders(ProducerRecord<byte[], byte[]> record, String type) {
        record.headers()
                .add("event-id", UUID.randomUUID().toString().getBytes(UTF_8))
                .add("event-type", type.getBytes(UTF_8))
                .add("produced-at", "2026-11-23T05:01:00.123Z".getBytes(UTF_8));
        return record;
    }

    /**
     * Writes orders as fast as Kafka accepts them.
     *
     * @param first number of the first order
     * @param end number after the last order
     * @param poisonedOneIn interval of records that cannot be decoded; 0 for none
     */
    void writeAll(String topic, int first, int end, int poisonedOneIn) {
        try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
            for (int i = first; i < end; i++) {
                var record = record(topic, i);
                producer.send(
                        poisonedOneIn > 0 && i % poisonedOneIn == 0
                                ? new ProducerRecord<>(topic, record.key(), UNDECODABLE)
                                : record);
            }
        }
    }

    /** Writes orders at a constant rate. */
    void write(String topic, int count, int perSecond, int firstId) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(0)) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long wait = start + i * 1_000_000_000L / perSecond - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                producer.send(record(topic, firstId + i));
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", lingerMillis, "batch.size", 65536),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
