package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

final class StringReader extends ScalarReader {

    static final String HALF_PAIR = "holds half of a surrogate pair, which is no character";

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        boolean written = out.writeString(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        return written ? null : HALF_PAIR;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return "must be a string";
    }
}
