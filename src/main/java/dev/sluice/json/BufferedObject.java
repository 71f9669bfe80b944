package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a JSON object that can be read several times. Numbers keep their original text.
 *
 * @param json the object, in UTF-8
 * @param names names of its members
 */
record BufferedObject(byte[] json, Set<String> names) {

    /** Escapes keep unpaired surrogates, which are not characters but can occur in JSON. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * Reads the rest of an object.
     *
     * @param first the name that is the parser's current token; null if the current token is the object's end
     */
    static BufferedObject readMembers(@Nullable String first, JsonParser parser) throws IOException {
        Set<String> names = new HashSet<>();
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator copy = JSON.createGenerator(bytes)) {
            copy.writeStartObject();
            for (String name = first; name != null; name = parser.nextFieldName()) {
                names.add(name);
                copy.writeFieldName(name);
                parser.nextToken();
                copyValue(parser, copy);
            }
            copy.writeEndObject();
        }
        return new BufferedObject(bytes.toByteArray(), names);
    }

    private static void copyValue(JsonParser parser, JsonGenerator copy) throws IOException {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
            if (token.isNumeric()) {
                copy.writeNumber(parser.getText());
            } else {
                copy.copyCurrentEvent(parser);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0 && token != JsonToken.FIELD_NAME) {
                return;
            }
        }
    }

    /**
     * A limit on the bytes of one event that are read again. A value that matches several branches of a union is read once
     * for each, including its nested values: without a limit, each level of nesting would double the time.
     */
    static final class BacktrackBudget {

        /** Multiple of the outermost object's size. Enough for a few nested unions; beyond that, tags are required. */
        private static final int FACTOR = 16;

        private int depth;
        private long remaining;

        /** Starts reading a buffered object. The outermost one sets the budget. */
        void begin(int length) {
            if (depth++ == 0) {
                remaining = (long) FACTOR * length;
            } else {
                remaining -= length;
            }
        }

        void end() {
            depth--;
        }

        /** Takes bytes from the budget. Returns whether they may be read again. */
        boolean take(int length) {
            remaining -= length;
            return !isExhausted();
        }

        /** Returns whether a value was skipped for lack of budget, which leaves the branch of the outermost one open. */
        boolean isExhausted() {
            return remaining < 0;
        }
    }
}
