package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Bytes or a fixed, as base64 (RFC 4648, section 4) with optional padding. */
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

    /** Bytes or a fixed in Avro's own JSON encoding: a string in which each character up to U+00FF is a byte. */
    static final class Latin1Reader implements ValueReader {

        private final int size;

        Latin1Reader(Schema schema) {
            size = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : ANY_SIZE;
        }

        @Override
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            if (!accepts(parser.currentToken()) || !write(parser, out)) {
                errors.add(
                        parser,
                        "must be a string of " + (size == ANY_SIZE ? "" : size + " ")
                                + "characters from U+0000 to U+00FF, one for each byte");
                parser.skipChildren();
            }
        }

        private boolean write(JsonParser parser, AvroBuffer out) throws IOException {
            char[] text = parser.getTextCharacters();
            int start = parser.getTextOffset();
            byte[] value = new byte[parser.getTextLength()];
            for (int i = 0; i < value.length; i++) {
                char c = text[start + i];
                if (c > 0xFF) {
                    return false;
                }
                value[i] = (byte) c;
            }
            if (size == ANY_SIZE) {
                out.writeBytes(value);
            } else {
                out.writeFixed(value);
            }
            return size == ANY_SIZE || size == value.length;
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.VALUE_STRING;
        }
    }
}
