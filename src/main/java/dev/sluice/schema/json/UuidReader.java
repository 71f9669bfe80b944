package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidValidator;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID (RFC 9562), as a string or as a fixed of 16 bytes. */
final class UuidReader extends ScalarReader {

    private final boolean binary;

    UuidReader(boolean binary) {
        this.binary = binary;
    }

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        String text = parser.getText();
        if (text.length() != 36 || !UuidValidator.isValid(text)) {
            return expected();
        }
        if (binary) {
            out.writeFixed(UuidCreator.toBytes(UUID.fromString(text)));
        } else {
            out.writeString(text.toCharArray(), 0, text.length());
        }
        return null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return "must be a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91";
    }
}
