package dev.sluice.deadletter;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.NewTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic and its dead-letter topic, for one test. Dead letters are written as other software would write them. */
final class DeadLetterTopic {

    private final String kafka;
    private final String original = "t-" + UUID.randomUUID();

    DeadLetterTopic(String kafka) {
        this.kafka = kafka;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            NewTopics.create(admin, List.of(topic(original), topic(name())));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(1), Optional.empty());
    }

    /** Returns the name of the dead-letter topic. */
    String name() {
        return original + ".dlq";
    }

    String original() {
        return original;
    }

    /** Writes a dead letter with the headers of Sluice, in addition to other headers. */
    void add(String key, byte[] value, Map<String, String> headers) {
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

    /** Returns a dead letter whose only header names the original topic. */
    ProducerRecord<byte[], byte[]> redrivable(String key) {
        ProducerRecord<byte[], byte[]> deadLetter = deadLetter(key, new byte[] {1});
        deadLetter.headers().add("dead-letter-topic", original.getBytes(UTF_8));
        return deadLetter;
    }

    /**
     * Returns a dead letter whose only header names the original topic.
     *
     * @param time the timestamp of the record
     */
    ProducerRecord<byte[], byte[]> redrivable(String key, long time) {
        ProducerRecord<byte[], byte[]> deadLetter = redrivable(key);
        return new ProducerRecord<>(name(), 0, time, deadLetter.key(), deadLetter.value(), deadLetter.headers());
    }

    /** Deletes and recreates the dead-letter topic. */
    void recreate() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.deleteTopics(List.of(name())).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(name()));
            NewTopics.create(admin, List.of(topic(name())));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes the original topic reject larger batches. */
    void limitOriginal(int bytes) {
        var limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, original), List.of(limit)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    ProducerRecord<byte[], byte[]> deadLetter(String key, byte[] value) {
        return new ProducerRecord<>(name(), 0, key == null ? null : key.getBytes(UTF_8), value);
    }

    /** Writes dead letters, and waits until Kafka has them. */
    void add(int count, IntFunction<ProducerRecord<byte[], byte[]>> deadLetters) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(deadLetters.apply(i));
            }
        }
    }
}
