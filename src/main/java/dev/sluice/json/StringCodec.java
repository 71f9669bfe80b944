package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

final class StringCodec extends ScalarCodec {

    static final String HALF_PAIR = "holds half of a surrogate pair, which is no character";
    static final String NO_UTF8 = "is no UTF-8";

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        boolean written = out.writeString(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        return written ? null : HALF_PAIR;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        int length = in.readLength();
        int start = in.skip(length);
        if (!Utf8.isValid(in.bytes(), start, length)) {
            in.fault(NO_UTF8);
        }
        out.writeUtf8(in.bytes(), start, length);
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
