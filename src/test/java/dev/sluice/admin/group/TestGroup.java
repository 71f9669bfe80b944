package dev.sluice.admin.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.KafkaTools;
import dev.sluice.testing.NewTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic and a consumer group for one test, and the group as Kafka's own tool describes it. */
final class TestGroup implements AutoCloseable {

    private final String kafka;
    private final Admin admin;
    private final String topic = "t-" + UUID.randomUUID();
    private final String id = "g-" + UUID.randomUUID();

    TestGroup(String kafka, int partitions, Map<String, String> config) {
        this.kafka = kafka;
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
        Map<String, String> configs = new HashMap<>(config);
        // Otherwise Kafka deletes records with timestamps of 1970 as soon as it checks the retention.
        configs.put("retention.ms", "-1");
        try {
            NewTopics.create(
                    admin, List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs)));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** A partition in the tool's output. */
    record Row(int partition, String committed, String end, String lag) {}

    String topic() {
        return topic;
    }

    String id() {
        return id;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    ProducerRecord<byte[], byte[]> record(int partition, String key, long timestamp) {
        return new ProducerRecord<>(topic, partition, timestamp, key.getBytes(UTF_8), new byte[] {1});
    }

    /** Writes records whose timestamps are 1000, 2000 and so on after the epoch. */
    void write(int partition, int count) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 1; i <= count; i++) {
                producer.send(record(partition, "k" + i, i * 1_000L));
            }
        }
    }

    /**
     * Writes a record with the current time, always with the same key. Segments are rolled by the timestamps of
     * records.
     */
    void writeNow(int partition) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(record(partition, "k", System.currentTimeMillis()));
        }
    }

    /** Writes a record to each of a number of partitions. */
    void writeToEach(int partitions) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < partitions; i++) {
                producer.send(record(i, "k", 1_000));
            }
        }
    }

    /** Returns the offset of the first record in the partition. */
    long firstRecord(int partition) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition(partition)));
            consumer.seekToBeginning(List.of(partition(partition)));
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    return record.offset();
                }
            }
        }
    }

    /** Returns a producer with an open transaction that has written records. */
    KafkaProducer<byte[], byte[]> transaction(int partition, int count) {
        KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic));
        producer.initTransactions();
        producer.beginTransaction();
        for (int i = 0; i < count; i++) {
            producer.send(record(partition, "t" + i, 1_000));
        }
        producer.flush();
        return producer;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void commit(Map<Integer, Long> offsets) {
        ask(admin -> admin.alterConsumerGroupOffsets(
                        id,
                        offsets.entrySet().stream()
                                .collect(Collectors.toMap(
                                        offset -> partition(offset.getKey()),
                                        offset -> new OffsetAndMetadata(offset.getValue()))))
                .all()
                .get());
    }

    void trim(int partition, long before) {
        ask(admin -> admin.deleteRecords(Map.of(partition(partition), RecordsToDelete.beforeOffset(before)))
                .all()
                .get());
    }

    /** Joins the group, and returns the consumer once it has partitions. */
    KafkaConsumer<byte[], byte[]> join(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka);
        all.put("group.id", id);
        all.put("enable.auto.commit", false);
        all.put("client.id", "member-of-" + id);
        var consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(100));
        }
        return consumer;
    }

    /** Returns the rows of {@code kafka-consumer-groups --describe}, by partition. */
    Map<Integer, Row> described() {
        return KafkaTools.consumerGroups(kafka, "--describe", "--group", id).stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns[0].equals(id))
                .map(columns -> new Row(Integer.parseInt(columns[2]), columns[3], columns[4], columns[5]))
                .collect(Collectors.toMap(Row::partition, row -> row));
    }

    /** Returns the new offsets of {@code kafka-consumer-groups --reset-offsets}, by partition. */
    Map<Integer, Long> reset(String... arguments) {
        return resetLines(arguments).stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns[0].equals(id))
                .collect(Collectors.toMap(columns -> Integer.valueOf(columns[2]), columns -> Long.valueOf(columns[3])));
    }

    List<String> resetLines(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "--reset-offsets";
        all[1] = "--group";
        all[2] = id;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return KafkaTools.consumerGroups(kafka, all);
    }

    void deleteTopic() {
        ask(admin -> admin.deleteTopics(List.of(topic)).all().get());
    }

    interface Question {
        void ask(Admin admin) throws InterruptedException, ExecutionException;
    }

    private void ask(Question question) {
        try {
            question.ask(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Deletes the topic. */
    @Override
    public void close() {
        admin.deleteTopics(List.of(topic));
        admin.close();
    }
}
