package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.LogPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions that the group has begun to process, with their topic ids, in a compacted topic. Kafka deletes a group's committed
 * offsets when they expire, with the group, and with the topic; these records remain and show that the group had some. For threads
 * that may block.
 */
final class BegunPartitions {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration READ_LIMIT = Duration.ofSeconds(15);

    private final KafkaClients kafka;
    private final String topic;
    /** Precedes the partition in a key. */
    private final String prefix;

    /** @param topic the compacted topic, which several groups may share */
    BegunPartitions(KafkaClients kafka, String topic, String group) {
        this.kafka = kafka;
        this.topic = topic;
        this.prefix = group + " ";
    }

    /** Returns the record for a partition that the group begins. */
    ProducerRecord<byte[], byte[]> record(TopicPartition partition, Uuid topicId) {
        return new ProducerRecord<>(
                topic, (prefix + partition).getBytes(UTF_8), topicId.toString().getBytes(UTF_8));
    }

    /**
     * Reads the topic. Returns the topic id of each of the given partitions that the group has begun.
     *
     * @throws TimeoutException if Kafka returns the records too slowly
     */
    Map<TopicPartition, Uuid> read(Iterable<TopicPartition> wanted) {
        Map<String, String> ids = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false",
                // Closing the consumer waits for its pending fetch.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                "10"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            // Must precede the query of offsets: until 4.4, Kafka's client warns of unassigned partitions
            // (KAFKA-20449).
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long start = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> put(record, ids));
                if (System.nanoTime() - start > READ_LIMIT.toNanos()) {
                    throw new TimeoutException("The topic " + topic + " was not read within " + READ_LIMIT);
                }
            }
        }
        Map<TopicPartition, Uuid> begun = new HashMap<>();
        for (TopicPartition partition : wanted) {
            Uuid id = LogPosition.parseId(ids.get(prefix + partition));
            if (id != null) {
                begun.put(partition, id);
            }
        }
        return begun;
    }

    private static void put(ConsumerRecord<byte[], byte[]> record, Map<String, String> ids) {
        if (record.key() != null && record.value() != null) {
            ids.put(new String(record.key(), UTF_8), new String(record.value(), UTF_8));
        }
    }
}
