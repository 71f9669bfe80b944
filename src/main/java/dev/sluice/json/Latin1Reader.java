package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.avro.Schema;

/** Bytes or a fixed in Avro's own JSON encoding: a string, of which each character up to U+00FF is a byte. */
final class Latin1Reader implements ValueReader {

    private final int size;

    Latin1Reader(Schema schema) {
        size = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : BytesCodec.ANY_SIZE;
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        if (!accepts(parser.currentToken()) || !write(parser, out)) {
            faults.add(
                    parser,
                    "must be a string of "
                            + (size == BytesCodec.ANY_SIZE ? "" : size + " ")
                            + "characters up to U+00FF, each a byte");
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
        if (size == BytesCodec.ANY_SIZE) {
            out.writeBytes(value);
        } else {
            out.writeFixed(value);
        }
        return size == BytesCodec.ANY_SIZE || size == value.length;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }
}
