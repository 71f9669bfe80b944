package dev.sluice.testing;

import static dev.sluice.testing.Waits.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.Conversions;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics without Sluice's code, like an application of another team: with a plain {@code read_committed} consumer, Avro's
 * generic reader and the registry's API.
 */
public final class EventLog {

    private final String bootstrapServers;
    private final Registry registry;
    private final GenericData avro = new GenericData();

    public EventLog(String bootstrapServers, String registryUrl) {
        this.bootstrapServers = bootstrapServers;
        this.registry = new Registry(registryUrl);
        avro.addLogicalTypeConversion(new Conversions.DecimalConversion());
        avro.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    }

    /** A record of a topic, not decoded. */
    public record Entry(
            String topic, int partition, long offset, String key, Map<String, String> headers, byte[] value) {

        static Entry of(ConsumerRecord<byte[], byte[]> entry) {
            Map<String, String> headers = new HashMap<>();
            entry.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
            return new Entry(
                    entry.topic(),
                    entry.partition(),
                    entry.offset(),
                    entry.key() == null ? null : new String(entry.key(), UTF_8),
                    headers,
                    entry.value());
        }

        public String type() {
            return headers.get("event-type");
        }

        private String position() {
            return key + " " + partition + "@" + offset;
        }
    }

    /**
     * Decodes a value in the wire format: a magic byte of 0, the schema id and Avro's binary encoding.
     *
     * @throws AssertionError if the value has another magic byte or trailing bytes
     */
    public GenericRecord decode(Entry entry) {
        ByteBuffer value = ByteBuffer.wrap(entry.value());
        if (value.get() != 0) {
            throw new AssertionError("the magic byte is not 0");
        }
        var schema = registry.schema(value.getInt());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(entry.value(), 5, entry.value().length - 5, null);
        try {
            GenericRecord decoded = new GenericDatumReader<GenericRecord>(schema, schema, avro).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new AssertionError("bytes after the end of the event");
            }
            return decoded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a topic from its start until a number of entries match.
     *
     * @return the matching entries, in the order in which they were read
     * @throws AssertionError if no entry matches for 60 seconds
     */
    public List<Entry> await(String topic, int count, Predicate<Entry> filter) {
        try (KafkaConsumer<byte[], byte[]> consumer = fromStart(topic)) {
            List<Entry> found = new ArrayList<>();
            Instant deadline = Instant.now().plus(LIMIT);
            while (found.size() < count) {
                int before = found.size();
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("only " + found.size() + " of " + count + " entries on " + topic + ": "
                            + found.stream().map(Entry::position).toList());
                }
                consumer.poll(Duration.ofMillis(200)).forEach(entry -> addIf(filter, Entry.of(entry), found));
                if (found.size() > before) {
                    deadline = Instant.now().plus(LIMIT);
                }
            }
            return found;
        }
    }

    /** Returns all matching entries that a topic has now. */
    public List<Entry> all(String topic, Predicate<Entry> filter) {
        try (KafkaConsumer<byte[], byte[]> consumer = fromStart(topic)) {
            return readToEnd(consumer, filter);
        }
    }

    private static List<Entry> readToEnd(KafkaConsumer<byte[], byte[]> consumer, Predicate<Entry> filter) {
        List<Entry> found = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(entry -> addIf(filter, Entry.of(entry), found));
        }
        return found;
    }

    /** Returns the current last stable offsets: all transactions before them are committed or aborted. */
    public Map<TopicPartition, Long> endOffsets(Collection<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(topics.stream()
                    .flatMap(topic -> partitions(consumer, topic).stream())
                    .toList());
        }
    }

    /** Returns all entries from the given offsets to the current ends, those of a partition in offset order. */
    public List<Entry> readFrom(Map<TopicPartition, Long> starts) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(starts.keySet());
            starts.forEach(consumer::seek);
            return readToEnd(consumer, entry -> true);
        }
    }

    private static void addIf(Predicate<Entry> filter, Entry entry, List<Entry> found) {
        if (filter.test(entry)) {
            found.add(entry);
        }
    }

    private KafkaConsumer<byte[], byte[]> fromStart(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        List<TopicPartition> partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                // Closing a consumer waits for its pending fetch.
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        "10"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }
}
