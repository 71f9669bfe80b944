package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A UUID (RFC 9562, section 4), as a string or as a fixed of 16 bytes. A string is written in lower case, as Java writes it: a
 * method that returns the event would otherwise change the text, and with it the key of the record.
 */
final class UuidCodec extends ScalarCodec {

    private static final int LENGTH = 36;
    private static final int BYTES = 16;

    private final boolean binary;

    /** @param binary whether the Avro type is a fixed, not a string */
    UuidCodec(boolean binary) {
        this.binary = binary;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        String text = parser.getText();
        if (!isUuid(text)) {
            return expected();
        }
        if (binary) {
            UUID value = UUID.fromString(text);
            out.writeBigEndian(value.getMostSignificantBits(), Long.BYTES);
            out.writeBigEndian(value.getLeastSignificantBits(), Long.BYTES);
        } else {
            out.writeString(text.toLowerCase(Locale.ROOT).toCharArray(), 0, LENGTH);
        }
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        if (binary) {
            ByteBuffer value = ByteBuffer.wrap(in.bytes(), in.skip(BYTES), BYTES);
            if (out.isEnabled()) {
                out.writeString(new UUID(value.getLong(), value.getLong()).toString());
            }
            return;
        }
        int length = in.readLength();
        int start = in.skip(length);
        String text = new String(in.bytes(), start, length, ISO_8859_1);
        if (!isUuid(text)) {
            in.error(expected());
        } else if (!out.isEnabled() && !text.equals(text.toLowerCase(Locale.ROOT))) {
            // Only of an event that is published. Other producers' records are shown as they are.
            in.error("must be a UUID in lower case");
        }
        out.writeUtf8(in.bytes(), start, length);
    }

    private static boolean isUuid(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : c >= 0x80 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
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
