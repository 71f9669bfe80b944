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
 * An object kept to be read again, with each number as it was written.
 *
 * @param names of its members
 */
record BufferedObject(byte[] json, Set<String> names) {

    /** Half surrogate pairs, which are no characters but can stand in JSON, stay what they were. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * Reads the rest of an object.
     *
     * @param first the name that the parser stands on; null if it stands on the object's end
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
}
