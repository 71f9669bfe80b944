package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes or a fixed, in base64 (RFC 4648, section 4); the padding may be left out. */
final class BytesCodec extends ScalarCodec {

    static final int ANY_SIZE = -1;

    private final int size;

    /** @param size the number of bytes, or {@link #ANY_SIZE} */
    BytesCodec(int size) {
        this.size = size;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        byte[] value;
        try {
            value = Base64.getDecoder().decode(parser.getText());
        } catch (IllegalArgumentException notBase64) {
            return expected();
        }
        if (size == ANY_SIZE) {
            out.writeBytes(value);
            return null;
        }
        out.writeFixed(value);
        return value.length == size ? null : expected();
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        int length = size == ANY_SIZE ? in.readLength() : size;
        out.writeBinary(in.bytes(), in.skip(length), length);
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return size == ANY_SIZE ? "must be base64" : "must be base64 of " + size + " bytes";
    }
}
