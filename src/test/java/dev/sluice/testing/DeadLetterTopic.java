package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A dead-letter topic of one partition, for one test. Dead letters are written as other software would write them. */
public final class DeadLetterTopic {

    /** A header of each dead letter, with the name of its topic: tests share the topics of event types. */
    public static final String RUN = "run";

    private static final int MAX_SIZE = 2_097_152;

    private final String kafka;
    private final String original;
    private final String name = "t-" + UUID.randomUUID() + ".dlq";

    /** @param original the topic that the dead letters come from, which exists */
    public DeadLetterTopic(String kafka, String original) {
        this.kafka = kafka;
        this.original = original;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            create(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void create(Admin admin) throws InterruptedException, ExecutionException {
        NewTopics.create(
                admin,
                List.of(new NewTopic(name, Optional.of(1), Optional.empty())
                        .configs(Map.of("max.message.bytes", Integer.toString(MAX_SIZE)))));
    }

    public String name() {
        return name;
    }

    public String original() {
        return original;
    }

    /** Writes a dead letter with the headers of Sluice, in addition to other headers. */
    public void add(String key, byte[] value, Map<String, String> headers) {
        add(1, i -> {
            ProducerRecord<byte[], byte[]> deadLetter = deadLetter(key, value);
            deadLetter.headers().add("dead-letter-topic", original.getBytes(UTF_8));
            deadLetter.headers().add("dead-letter-partition", "0".getBytes(UTF_8));
            deadLetter.headers().add("dead-letter-offset", "7".getBytes(UTF_8));
            headers.forEach((name, text) -> {
                deadLetter.headers().remove(name);
                deadLetter.headers().add(name, text.getBytes(UTF_8));
            });
            return deadLetter;
        });
    }

    /** Returns a dead letter whose only header of Sluice names the original topic. */
    public ProducerRecord<byte[], byte[]> redrivable(String key) {
        ProducerRecord<byte[], byte[]> deadLetter = deadLetter(key, new byte[] {1});
        deadLetter.headers().add("dead-letter-topic", original.getBytes(UTF_8));
        return deadLetter;
    }

    /**
     * Returns a dead letter whose only header names the original topic.
     *
     * @param time the timestamp of the record
     */
    public ProducerRecord<byte[], byte[]> redrivable(String key, long time) {
        ProducerRecord<byte[], byte[]> deadLetter = redrivable(key);
        return new ProducerRecord<>(name, 0, time, deadLetter.key(), deadLetter.value(), deadLetter.headers());
    }

    /** Deletes and recreates the dead-letter topic. */
    public void recreate() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.deleteTopics(List.of(name)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(name));
            create(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the dead letters of this topic that were sent to a topic. */
    public List<EventLog.Entry> sentTo(String topic, EventLog log) {
        return log.all(topic, entry -> name.equals(entry.headers().get(RUN)));
    }

    public ProducerRecord<byte[], byte[]> deadLetter(String key, byte[] value) {
        ProducerRecord<byte[], byte[]> deadLetter =
                new ProducerRecord<>(name, 0, key == null ? null : key.getBytes(UTF_8), value);
        deadLetter.headers().add(RUN, name.getBytes(UTF_8));
        return deadLetter;
    }

    /** Writes dead letters, and waits until Kafka has them. */
    public void add(int count, IntFunction<ProducerRecord<byte[], byte[]>> deadLetters) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka, "max.request.size", MAX_SIZE),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(deadLetters.apply(i));
            }
        }
    }
}
