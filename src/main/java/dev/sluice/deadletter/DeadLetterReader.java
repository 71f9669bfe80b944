package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.json.EventWriter;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Lists dead letters and reads single ones. For worker threads: its methods block on Kafka and the schema registry. */
@Singleton
class DeadLetterReader {

    private final DeadLetterConsumers consumers;
    private final ResolutionLog resolutions;
    private final SchemaRegistry registry;
    private final DeadLettersConfig config;

    DeadLetterReader(
            DeadLetterConsumers consumers,
            ResolutionLog resolutions,
            SchemaRegistry registry,
            DeadLettersConfig config) {
        this.consumers = consumers;
        this.resolutions = resolutions;
        this.registry = registry;
        this.config = config;
    }

    /**
     * Returns a page of the dead letters that match a filter. It may be short or empty although there are more, since
     * the number of records that it reads and the time that it takes are limited.
     *
     * @param limit the maximum number of dead letters
     * @param after the position after which the page starts; null for the first page
     * @throws HttpProblem if too many requests are running
     * @throws KafkaException if Kafka does not answer
     */
    DeadLetterView.Page list(DeadLetterFilter filter, int limit, @Nullable RecordPosition after) {
        return consumers.with(consumer -> {
            TopicSnapshot topics = refresh(consumer);
            DeadLetterScanner scanner = new DeadLetterScanner(
                    consumer, topics.deadLetterPartitions(filter.topic()), filter.from(), after, config.readTimeout());
            List<DeadLetterView> views = new ArrayList<>();
            long began = System.nanoTime();
            while (views.size() < limit
                    && scanner.count() < config.maxScan()
                    && System.nanoTime() - began < config.maxTime().toNanos()) {
                DeadLetter deadLetter = scanner.next();
                if (deadLetter == null) {
                    return new DeadLetterView.Page(views, null);
                }
                Optional<Resolution> resolution = resolutions.find(deadLetter);
                if (filter.matches(deadLetter, resolution.map(Resolution::state).orElse(DeadLetter.State.OPEN))) {
                    views.add(DeadLetterView.of(deadLetter, resolution));
                }
            }
            RecordPosition last = scanner.last();
            return new DeadLetterView.Page(views, last == null ? null : last.toString());
        });
    }

    /**
     * Returns a dead letter with its headers and value.
     *
     * @throws HttpProblem if there is no such dead letter, or too many requests are running
     * @throws KafkaException if Kafka does not answer
     */
    DeadLetterView.Details read(RecordPosition position) {
        DeadLetter deadLetter = consumers.with(consumer -> require(position, consumer, refresh(consumer)));
        Optional<Resolution> resolution = resolutions.find(deadLetter);
        byte[] key = deadLetter.key();
        byte[] value = deadLetter.value();
        Decoded decoded = value == null ? null : decode(value);
        return new DeadLetterView.Details(
                DeadLetterView.of(deadLetter, resolution),
                deadLetter.headers().stream().map(DeadLetterView.HeaderView::of).toList(),
                key == null ? null : base64(key),
                decoded instanceof Decoded.Json json ? json.text() : null,
                decoded instanceof Decoded.Undecodable undecodable ? undecodable.reason() : null,
                value == null ? null : base64(value),
                deadLetter.omittedBytes());
    }

    /**
     * Reads a dead letter with a consumer.
     *
     * @throws HttpProblem if there is no such dead letter
     */
    DeadLetter require(RecordPosition position, Consumer<byte[], byte[]> consumer, TopicSnapshot topics) {
        TopicPartition partition = position.partition();
        if (!topics.isDeadLetterPartition(partition)) {
            throw DeadLetterProblem.UNKNOWN.with(partition + " is not a partition of a dead-letter topic");
        }
        RecordPosition before = new RecordPosition(partition, position.offset() - 1);
        DeadLetter found =
                new DeadLetterScanner(consumer, List.of(partition), null, before, config.readTimeout()).next();
        if (found != null && found.position().equals(position)) {
            return found;
        }
        throw DeadLetterProblem.UNKNOWN.with(
                "There is no dead letter at " + position + "; it may have been purged, or deleted by retention");
    }

    /** Refreshes the resolutions. If their topic does not exist, all dead letters are open. */
    private TopicSnapshot refresh(Consumer<byte[], byte[]> consumer) {
        TopicSnapshot topics = TopicSnapshot.fetch(consumer, config);
        if (!topics.resolutionPartitions().isEmpty()) {
            resolutions.refresh(consumer, topics.resolutionPartitions());
        }
        return topics;
    }

    /** The value of a dead letter as JSON, or the reason why it cannot be decoded. */
    private sealed interface Decoded {

        record Json(String text) implements Decoded {}

        record Undecodable(String reason) implements Decoded {}
    }

    /** Decodes a value. Blocks on the schema registry for a schema that it has not returned before. */
    private Decoded decode(byte[] value) {
        try {
            EventWriter writer = new EventWriter(registry.schema(WireFormat.schemaId(value)));
            return new Decoded.Json(new String(writer.write(value), UTF_8));
        } catch (UndecodableException | SchemaRejectedException | SchemaRegistryUnavailableException e) {
            return new Decoded.Undecodable(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // The bytes and the schema may come from other software; no failure of the decoder hides the dead letter.
            return new Decoded.Undecodable(e.getClass().getSimpleName());
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
