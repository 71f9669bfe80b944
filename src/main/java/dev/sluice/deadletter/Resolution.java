package dev.sluice.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * That a dead letter is dealt with: the value of a record of the topic of marks, as JSON.
 *
 * @param at when that was
 * @param by whose token asked for it
 * @param letterTime the letter's own timestamp in milliseconds. A topic that was deleted and made anew counts its offsets
 *     from the start: another letter may come to the same place, and is not dealt with
 */
record Resolution(DeadLetterState state, Instant at, String by, long letterTime) {

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("state", state.text())
                    .put("at", at.toString())
                    .put("by", by)
                    .put("letterTime", letterTime));
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
    }

    /** Nothing, if it is no mark: whoever wrote that, it says nothing of a letter. */
    static Optional<Resolution> parse(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(json);
            Instant at = Instant.parse(tree.path("at").asText());
            return DeadLetterState.parse(tree.path("state").asText())
                    .map(state -> new Resolution(
                            state,
                            at,
                            tree.path("by").asText(),
                            tree.path("letterTime").asLong()));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
