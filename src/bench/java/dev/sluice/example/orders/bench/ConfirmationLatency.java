package dev.sluice.example.orders.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The time from the publication of an order until a {@code read_committed} reader gets its e-mail request. */
final class ConfirmationLatency {

    private final String bootstrapServers;

    ConfirmationLatency(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns latencies in microseconds. */
    Histogram measure(OrderRecords orders, int count, int perSecond) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "latest",
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        5),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("notifications"));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(100));
            }
            consumer.assignment().forEach(consumer::position);
            Thread writing = new Thread(() -> write(orders, count, perSecond), "orders");
            long start = System.nanoTime();
            writing.start();
            Histogram micros = new Histogram(3);
            while (micros.getTotalCount() < count) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    long published = start + number(record.value()) * 1_000_000_000L / perSecond;
                    micros.recordValue(Math.max(0, (System.nanoTime() - published) / 1000));
                }
            }
            writing.join();
            return micros;
        }
    }

    private static void write(OrderRecords orders, int count, int perSecond) {
        try {
            orders.write("orders", count, perSecond, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the number of an order. Its value starts with the length and {@code ord-<number>}. */
    private static int number(byte[] value) {
        int length = value[5] / 2;
        return Integer.parseInt(new String(value, 6 + "ord-".length(), length - "ord-".length()));
    }
}
