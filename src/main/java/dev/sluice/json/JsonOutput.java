package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An output of JSON tokens, which can be disabled to validate a value without writing it. */
final class JsonOutput {

    /** A disabled output, for validation only. */
    static final JsonOutput DISCARD = new JsonOutput(null);

    /** Longer numbers are written as strings, as the reader requires. So are larger exponents, which few parsers support. */
    private static final int MAX_NUMBER_LENGTH = 100;

    private final @Nullable JsonGenerator json;

    JsonOutput(@Nullable JsonGenerator json) {
        this.json = json;
    }

    /** Returns whether tokens are written. If not, callers need not create the text of a value. */
    boolean isEnabled() {
        return json != null;
    }

    void startObject() throws IOException {
        if (json != null) {
            json.writeStartObject();
        }
    }

    void endObject() throws IOException {
        if (json != null) {
            json.writeEndObject();
        }
    }

    void startArray() throws IOException {
        if (json != null) {
            json.writeStartArray();
        }
    }

    void endArray() throws IOException {
        if (json != null) {
            json.writeEndArray();
        }
    }

    void name(String name) throws IOException {
        if (json != null) {
            json.writeFieldName(name);
        }
    }

    void writeNull() throws IOException {
        if (json != null) {
            json.writeNull();
        }
    }

    void writeBoolean(boolean value) throws IOException {
        if (json != null) {
            json.writeBoolean(value);
        }
    }

    void writeNumber(long value) throws IOException {
        if (json != null) {
            json.writeNumber(value);
        }
    }

    /** Writes a number, or the string NaN, Infinity or -Infinity. */
    void writeNumber(float value) throws IOException {
        if (json != null) {
            json.writeNumber(value);
        }
    }

    /** Writes a number, or the string NaN, Infinity or -Infinity. */
    void writeNumber(double value) throws IOException {
        if (json != null) {
            json.writeNumber(value);
        }
    }

    /** @param plain whether to write the number without an exponent */
    void writeNumber(BigDecimal value, boolean plain) throws IOException {
        if (json != null) {
            String text = plain ? value.toPlainString() : value.toString();
            if (text.length() > MAX_NUMBER_LENGTH || Math.abs((long) value.scale()) > MAX_NUMBER_LENGTH) {
                json.writeString(text);
            } else {
                json.writeNumber(text);
            }
        }
    }

    void writeString(String text) throws IOException {
        if (json != null) {
            json.writeString(text);
        }
    }

    void writeUtf8(byte[] text, int start, int length) throws IOException {
        if (json != null) {
            json.writeUTF8String(text, start, length);
        }
    }

    /** Writes bytes as base64. */
    void writeBinary(byte[] value, int start, int length) throws IOException {
        if (json != null) {
            json.writeBinary(value, start, length);
        }
    }
}
