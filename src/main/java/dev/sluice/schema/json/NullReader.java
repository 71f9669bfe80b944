package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

final class NullReader extends ScalarReader {

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) {
        return null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_NULL;
    }

    @Override
    String expected() {
        return "must be null";
    }
}
