package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The upper limit of Kafka on this machine: plain clients with the settings of the service consume orders, send for each
 * what processing sends, and commit a transaction per poll. One of the records that an order results in returns on the
 * same topic, as a confirmation does, and results in one more. Nothing is decoded.
 */
final class BareLoop {

    private static final byte[] VALUE = new byte[60];
    private static final String RETURNED = "returned";

    private final String bootstrapServers;
    private final int perTransaction;

    BareLoop(String bootstrapServers, int perTransaction) {
        this.bootstrapServers = bootstrapServers;
        this.perTransaction = perTransaction;
    }

    /**
     * Consumes a number of orders and the records that return.
     *
     * @param outputs topics of an order's results; a record that returns has one result, on the last
     * @return orders per second
     */
    double run(String topic, List<String> outputs, int orders) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            consumer.subscribe(List.of(topic));
            int done = 0;
            long start = 0;
            while (done < 2 * orders) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                if (records.isEmpty()) {
                    continue;
                }
                // The time to join the group is not measured.
                start = start == 0 ? System.nanoTime() : start;
                transact(records, outputs, consumer, producer);
                done += records.count();
            }
            return orders / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static void transact(
            ConsumerRecords<byte[], byte[]> records,
            List<String> outputs,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer) {
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (isReturned(record)) {
                String last = outputs.get(outputs.size() - 1);
                send(producer, last, record.key(), last);
            } else {
                send(producer, record.topic(), record.key(), RETURNED);
                outputs.forEach(output -> send(producer, output, record.key(), output));
            }
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
    }

    private static boolean isReturned(ConsumerRecord<byte[], byte[]> record) {
        return RETURNED.equals(
                new String(record.headers().lastHeader("event-type").value(), UTF_8));
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, byte[] key, String type) {
        producer.send(OrderRecords.withHeaders(new ProducerRecord<>(topic, key, VALUE), type));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "bare-loop",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        perTransaction),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        UUID.randomUUID().toString(),
                        "retry.backoff.ms",
                        5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
