package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.kafka.RecordPosition;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a list shows it. What is not known is left out.
 *
 * @param topic the dead-letter topic
 * @param time when it was written there
 * @param key as text; what is no UTF-8 in it shows as U+FFFD
 * @param redrives how often its event was redriven before
 * @param marked when it was dealt with
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterView(
        String topic,
        int partition,
        long offset,
        Instant time,
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
            {"topic": "orders.dlq", "partition": 2, "offset": 17, "time": "2026-11-24T09:04:48.212Z", "state": "open",
             "type": "order.created", "key": "customer-123", "original": {"topic": "orders", "partition": 2, "offset": 4711},
             "reason": "an item's quantity is less than 1", "cause": "dev.sluice.event.EventRejectedException", "attempts": 1,
             "redrives": 0}""";

    private static final int MAX_TEXT = 1_000;

    /** Where a letter came from. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Origin(
            @Nullable String topic,
            @Nullable Long partition,
            @Nullable Long offset,
            @Nullable Instant time) {}

    static DeadLetterView of(DeadLetter letter, Optional<Resolution> mark) {
        RecordPosition place = letter.place();
        byte[] key = letter.key();
        return new DeadLetterView(
                place.partition().topic(),
                place.partition().partition(),
                place.offset(),
                Instant.ofEpochMilli(letter.time()),
                mark.map(Resolution::state).orElse(DeadLetterState.OPEN).text(),
                mark.map(Resolution::at).orElse(null),
                mark.map(Resolution::by).orElse(null),
                shortened(letter.type()),
                key == null ? null : shortened(new String(key, UTF_8)),
                new Origin(
                        shortened(letter.originalTopic()),
                        letter.originalPartition(),
                        letter.originalOffset(),
                        letter.originalTime()),
                shortened(letter.reason()),
                shortened(letter.cause()),
                letter.attempts(),
                letter.redrives());
    }

    /** A header may be as long as a record: a page of them would not fit into memory. */
    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
