package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The upper limit of Kafka on this machine: a bare producer sends records like those of the service as fast as it can.
 */
final class ProducerLoad {

    private static final byte[] VALUE = new byte[45];
    private static final byte[] ID = "01a20ccc-f434-7ff3-9db2-869bb6f03f21".getBytes(UTF_8);
    private static final byte[] TYPE = "order.paid".getBytes(UTF_8);
    private static final byte[] TIME = "2026-11-23T05:01:00.123456Z".getBytes(UTF_8);

    private final String bootstrapServers;

    ProducerLoad(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    private static ProducerRecord<byte[], byte[]> record(int i) {
        byte[] key = ("customer-" + i % 1000).getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("orders", key, VALUE);
        record.headers().add("event-id", ID).add("event-type", TYPE).add("produced-at", TIME);
        return record;
    }

    /** Returns acknowledged events per second. */
    double run(Duration length) {
        AtomicLong acknowledged = new AtomicLong();
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            long end = start + length.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                producer.send(record(i), (written, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    }
                });
            }
            producer.flush();
            return acknowledged.get() / ((System.nanoTime() - start) / 1e9);
        }
    }
}
