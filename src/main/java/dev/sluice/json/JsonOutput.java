package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Where a value is written to as JSON, if it is to be written at all. */
final class JsonOutput {

    /** For values that are to be checked alone. */
    static final JsonOutput NOWHERE = new JsonOutput(null);

    /** Longer numbers are not read, unless they are strings; and what has a larger exponent, few other parsers read. */
    private static final int LONGEST_NUMBER = 100;

    private final @Nullable JsonGenerator json;

    JsonOutput(@Nullable JsonGenerator json) {
        this.json = json;
    }

    /** Whether it is worth making the text of a value. */
    boolean isWanted() {
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

    /** One that is no number becomes the string NaN, Infinity or -Infinity. */
    void writeNumber(float value) throws IOException {
        if (json != null) {
            json.writeNumber(value);
        }
    }

    /** One that is no number becomes the string NaN, Infinity or -Infinity. */
    void writeNumber(double value) throws IOException {
        if (json != null) {
            json.writeNumber(value);
        }
    }

    void writeNumber(BigDecimal value, boolean plain) throws IOException {
        if (json != null) {
            String text = plain ? value.toPlainString() : value.toString();
            if (text.length() > LONGEST_NUMBER || Math.abs((long) value.scale()) > LONGEST_NUMBER) {
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

    /** In base64. */
    void writeBinary(byte[] value, int start, int length) throws IOException {
        if (json != null) {
            json.writeBinary(value, start, length);
        }
    }
}
