package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Lists dead letters and reads one. For worker threads, which wait for Kafka. */
@Singleton
class DeadLetterReader {

    private final DeadLetterConsumers consumers;
    private final ResolutionLog marks;
    private final ValueDecoder decoder;
    private final DeadLettersConfig config;

    DeadLetterReader(
            DeadLetterConsumers consumers, ResolutionLog marks, ValueDecoder decoder, DeadLettersConfig config) {
        this.consumers = consumers;
        this.marks = marks;
        this.decoder = decoder;
        this.config = config;
    }

    /**
     * Some of the letters.
     *
     * @param next the cursor of the next page; absent, if there is nothing more
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<DeadLetterView> letters, @Nullable String next) {

        static final String EXAMPLE = "{\"letters\": [" + DeadLetterView.EXAMPLE + "], \"next\": \"orders.dlq-2-17\"}";
    }

    /** @throws HttpProblem if Kafka does not answer, or too many others read */
    Page list(DeadLetterFilter filter, int limit, @Nullable RecordPosition after) {
        return consumers.with(consumer -> {
            ClusterTopicNames topics = refresh(consumer);
            DeadLetterScanner scan = new DeadLetterScanner(
                    consumer, topics.deadLetters(filter.topic()), filter.from(), after, config.readTimeout());
            List<DeadLetterView> letters = new ArrayList<>();
            long began = System.nanoTime();
            while (letters.size() < limit
                    && scan.count() < config.maxScan()
                    && System.nanoTime() - began < config.maxTime().toNanos()) {
                DeadLetter letter = scan.next();
                if (letter == null) {
                    return new Page(letters, null);
                }
                Optional<Resolution> mark = marks.of(letter.place(), letter.time());
                if (filter.matches(letter, mark.map(Resolution::state).orElse(DeadLetterState.OPEN))) {
                    letters.add(DeadLetterView.of(letter, mark));
                }
            }
            RecordPosition last = scan.last();
            return new Page(letters, last == null ? null : last.toString());
        });
    }

    /** @throws HttpProblem if there is no such letter, Kafka does not answer, or too many others read */
    DeadLetterDetails read(RecordPosition place) {
        DeadLetter letter = consumers.with(consumer -> require(place, consumer, refresh(consumer)));
        Optional<Resolution> mark = marks.of(place, letter.time());
        byte[] key = letter.key();
        byte[] value = letter.value();
        ValueDecoder.Decoded decoded = value == null ? null : decoder.decode(value);
        return new DeadLetterDetails(
                DeadLetterView.of(letter, mark),
                letter.headers().stream().map(DeadLetterReader::view).toList(),
                key == null ? null : base64(key),
                decoded instanceof ValueDecoder.Decoded.Json json ? json.text() : null,
                decoded instanceof ValueDecoder.Decoded.Undecodable undecodable ? undecodable.reason() : null,
                value == null ? null : base64(value),
                letter.omittedBytes());
    }

    /** @throws HttpProblem if there is no such letter */
    DeadLetter require(RecordPosition place, Consumer<byte[], byte[]> consumer, ClusterTopicNames topics) {
        TopicPartition partition = place.partition();
        if (topics.isDeadLetters(partition)) {
            RecordPosition before = new RecordPosition(partition, place.offset() - 1);
            DeadLetter found =
                    new DeadLetterScanner(consumer, List.of(partition), null, before, config.readTimeout()).next();
            if (found != null && found.place().equals(place)) {
                return found;
            }
        }
        throw DeadLetterProblem.UNKNOWN.with("There is nothing at " + place + ", or nothing any more");
    }

    /** Reads the marks. Without their topic nothing was ever dealt with. */
    private ClusterTopicNames refresh(Consumer<byte[], byte[]> consumer) {
        ClusterTopicNames topics = ClusterTopicNames.now(consumer, config);
        if (!topics.marks().isEmpty()) {
            marks.refresh(consumer, topics.marks());
        }
        return topics;
    }

    private static DeadLetterDetails.HeaderView view(Header header) {
        byte[] value = header.value();
        if (value == null) {
            return new DeadLetterDetails.HeaderView(header.key(), null, null);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return new DeadLetterDetails.HeaderView(header.key(), text, null);
        } catch (CharacterCodingException e) {
            return new DeadLetterDetails.HeaderView(header.key(), null, base64(value));
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
