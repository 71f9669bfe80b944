package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

final class BooleanCodec extends ScalarCodec {

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) {
        out.writeBoolean(parser.currentToken() == JsonToken.VALUE_TRUE);
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            in.fault("must be the byte 0 or 1");
        }
        out.writeBoolean(value == 1);
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
