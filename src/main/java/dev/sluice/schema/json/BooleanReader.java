package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

final class BooleanReader extends ScalarReader {

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) {
        out.writeBoolean(parser.currentToken() == JsonToken.VALUE_TRUE);
        return null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isBoolean();
    }

    @Override
    String expected() {
        return "must be true or false";
    }
}
