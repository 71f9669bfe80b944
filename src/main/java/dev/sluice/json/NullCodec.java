package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

final class NullCodec extends ScalarCodec {

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) {
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        out.writeNull();
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
