package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.DeadLetterHeaders;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.RecordPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The resolution of a dead letter: it was redriven or discarded. Stored as JSON in a record of the resolutions topic,
 * whose key is the dead letter's position.
 *
 * @param by the caller who requested it
 * @param deadLetterTime the dead letter's timestamp in milliseconds since 1970. A recreated topic counts its offsets
 *     from 0, so another dead letter may have the same position; it is unresolved
 * @param topicId the id of the dead-letter topic, which a recreated topic does not keep; null until it is committed, and in
 *     resolutions of earlier releases
 */
record Resolution(
        DeadLetter.State state,
        Instant at,
        String by,
        long deadLetterTime,
        @Nullable Uuid topicId) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A resolution that is not committed yet.
     *
     * @param event the event to send in the same transaction; empty for a discard
     */
    record Pending(RecordPosition position, Optional<ProducerRecord<byte[], byte[]>> event, Resolution resolution) {}

    /**
     * Creates a resolution that sends the event again: its key, value and original headers, and a header that counts
     * redrives.
     *
     * @param topic the original topic
     */
    static Pending redrive(DeadLetter deadLetter, String topic, Instant now, String by) {
        Headers headers = deadLetter.originalHeaders();
        headers.remove(DeadLetterHeaders.REDRIVES);
        headers.add(
                DeadLetterHeaders.REDRIVES,
                Long.toString(deadLetter.redrives() + 1).getBytes(UTF_8));
        return new Pending(
                deadLetter.position(),
                Optional.of(new ProducerRecord<>(topic, null, deadLetter.key(), deadLetter.value(), headers)),
                new Resolution(DeadLetter.State.REDRIVEN, now, by, deadLetter.time(), null));
    }

    static Pending discard(DeadLetter deadLetter, Instant now, String by) {
        return new Pending(
                deadLetter.position(),
                Optional.empty(),
                new Resolution(DeadLetter.State.DISCARDED, now, by, deadLetter.time(), null));
    }

    /** Returns the same resolution for a dead letter of the topic with an id. */
    Resolution in(@Nullable Uuid topic) {
        return new Resolution(state, at, by, deadLetterTime, topic);
    }

    /** Returns whether this is the resolution of a dead letter at the same position. */
    boolean isOf(long time, @Nullable Uuid topic) {
        return deadLetterTime == time && (topicId == null || topicId.equals(topic));
    }

    byte[] toJson() {
        try {
            ObjectNode json = JSON.createObjectNode()
                    .put("state", state.text())
                    .put("at", at.toString())
                    .put("by", by)
                    .put("letterTime", deadLetterTime);
            if (topicId != null) {
                json.put("topicId", topicId.toString());
            }
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Resolution cannot be written as JSON", e);
        }
    }

    /**
     * Parses the value of a record. Returns empty if it is not a resolution, since other clients may write to the
     * topic.
     */
    static Optional<Resolution> parse(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(json);
            Instant at = Instant.parse(tree.path("at").asText());
            return DeadLetter.State.parse(tree.path("state").asText())
                    .map(state -> new Resolution(
                            state,
                            at,
                            tree.path("by").asText(),
                            tree.path("letterTime").asLong(),
                            LogPosition.parseId(tree.path("topicId").textValue())));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
