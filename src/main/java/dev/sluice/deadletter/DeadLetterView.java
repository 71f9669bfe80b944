package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.kafka.RecordPosition;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in the REST API. Unknown members are absent.
 *
 * @param topic the dead-letter topic
 * @param time the timestamp of the record in the dead-letter topic
 * @param marked the time of the resolution
 * @param markedBy the caller who requested the resolution
 * @param gaveUp the time at which processing, or another consumer group, gave up on the original record
 * @param key the key as text, with U+FFFD for bytes that are not valid UTF-8
 * @param redrives the number of times that the event was redriven before
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterView(
        String topic,
        int partition,
        long offset,
        Instant time,
        @Nullable Instant gaveUp,
        String state,
        @Nullable Instant marked,
        @Nullable String markedBy,
        @Nullable String type,
        @Nullable String key,
        Origin original,
        @Nullable String reason,
        @Nullable String cause,
        @Nullable Long attempts,
        long redrives) {

    static final String EXAMPLE = """
            {"topic": "parcels.dlq", "partition": 2, "offset": 17, "time": "2026-11-24T09:04:48.212Z",
             "gaveUp": "2026-11-24T09:04:48.198Z", "state": "open",
             "type": "parcel.created", "key": "sender-123",
             "original": {"topic": "parcels", "partition": 2, "offset": 4711, "time": "2026-11-24T09:04:47.031Z"},
             "reason": "an item's quantity is less than 1", "cause": "dev.sluice.event.EventRejectedException", "attempts": 1,
             "redrives": 0}""";

    private static final int MAX_TEXT = 1_000;

    boolean isDiscarded() {
        return state.equals(DeadLetter.State.DISCARDED.text());
    }

    /**
     * The original record.
     *
     * @param time the record's timestamp
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Origin(
            @Nullable String topic,
            @Nullable Long partition,
            @Nullable Long offset,
            @Nullable Instant time) {}

    /**
     * A page of dead letters.
     *
     * @param next the cursor of the next page; absent on the last page
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<DeadLetterView> letters, @Nullable String next) {

        static final String EXAMPLE = "{\"letters\": [" + DeadLetterView.EXAMPLE + "], \"next\": \"parcels.dlq-2-17\"}";
    }

    /**
     * A dead letter with its headers and value.
     *
     * @param headers all headers, in the order of the record
     * @param value the value as JSON, if it can be decoded
     * @param undecodable the reason why the value cannot be decoded
     * @param valueBase64 the bytes of the value; absent if the record has none
     * @param omittedBytes the size in bytes of a value that was too large for the dead-letter topic
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "DeadLetterDetails")
    record Details(
            @JsonUnwrapped DeadLetterView deadLetter,
            List<HeaderView> headers,
            @Nullable String keyBase64,
            @JsonRawValue @Nullable String value,
            @Nullable String undecodable,
            @Nullable String valueBase64,
            @Nullable Long omittedBytes) {}

    /**
     * A header of a record.
     *
     * @param value the value as text, if it is valid UTF-8
     * @param valueBase64 the bytes of the value, if it is not valid UTF-8
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeaderView(
            String name, @Nullable String value, @Nullable String valueBase64) {

        static HeaderView of(Header header) {
            byte[] value = header.value();
            if (value == null) {
                return new HeaderView(header.key(), null, null);
            }
            try {
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
                return new HeaderView(header.key(), text, null);
            } catch (CharacterCodingException e) {
                return new HeaderView(header.key(), null, Base64.getEncoder().encodeToString(value));
            }
        }
    }

    static DeadLetterView of(DeadLetter deadLetter, Optional<Resolution> resolution) {
        RecordPosition position = deadLetter.position();
        byte[] key = deadLetter.key();
        return new DeadLetterView(
                position.partition().topic(),
                position.partition().partition(),
                position.offset(),
                Instant.ofEpochMilli(deadLetter.time()),
                deadLetter.gaveUp(),
                resolution.map(Resolution::state).orElse(DeadLetter.State.OPEN).text(),
                resolution.map(Resolution::at).orElse(null),
                resolution.map(Resolution::by).orElse(null),
                truncated(deadLetter.type()),
                key == null ? null : truncated(new String(key, UTF_8)),
                new Origin(
                        truncated(deadLetter.originalTopic()),
                        deadLetter.originalPartition(),
                        deadLetter.originalOffset(),
                        deadLetter.originalTime()),
                truncated(deadLetter.reason()),
                truncated(deadLetter.cause()),
                deadLetter.attempts(),
                deadLetter.redrives());
    }

    /**
     * Bounds a text from a record: a header can be as large as a record, and a page of them would not fit into memory.
     */
    private static @Nullable String truncated(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
