package dev.sluice.deadletter;

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

/** A topic, and one for its dead letters, of one test alone. Letters are written as other software would write them. */
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

    /** Of the dead letters. */
    String name() {
        return original + ".dlq";
    }

    String original() {
        return original;
    }

    /** As Sluice writes it. */
    void add(String key, byte[] value, Map<String, String> headers) {
        add(1, i -> {
            ProducerRecord<byte[], byte[]> letter = letter(key, value);
            letter.headers().add("dead-letter-topic", original.getBytes(UTF_8));
            letter.headers().add("dead-letter-partition", "0".getBytes(UTF_8));
            letter.headers().add("dead-letter-offset", "7".getBytes(UTF_8));
            headers.forEach((name, text) -> {
                letter.headers().remove(name);
                letter.headers().add(name, text.getBytes(UTF_8));
            });
            return letter;
        });
    }

    /** With nothing but where it came from. */
    ProducerRecord<byte[], byte[]> redrivable(String key) {
        ProducerRecord<byte[], byte[]> letter = letter(key, new byte[] {1});
        letter.headers().add("dead-letter-topic", original.getBytes(UTF_8));
        return letter;
    }

    /** Makes the topic that letters came from refuse what is larger. */
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

    ProducerRecord<byte[], byte[]> letter(String key, byte[] value) {
        return new ProducerRecord<>(name(), 0, key == null ? null : key.getBytes(UTF_8), value);
    }

    /** Writes many, and waits until Kafka has them. */
    void add(int count, IntFunction<ProducerRecord<byte[], byte[]>> letters) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(letters.apply(i));
            }
        }
    }
}
