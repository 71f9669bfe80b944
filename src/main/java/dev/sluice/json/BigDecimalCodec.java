package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A decimal with its own scale, from a JSON number or a string that contains one: {@code 1.50} differs from {@code 1.5}. Its
 * Avro encoding is bytes that contain the unscaled value as bytes and the scale as an int. The specification does not define
 * this encoding; Avro's {@code BigDecimalConversion} does.
 */
final class BigDecimalCodec extends ScalarCodec {

    private static final String EXPECTED =
            "must be a number, or a string that contains one, of at most " + Numbers.MAX_DIGITS + " digits";

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        BigDecimal value = Numbers.decimal(parser);
        if (value == null) {
            return EXPECTED;
        }
        int start = out.size();
        out.writeBytes(value.unscaledValue().toByteArray());
        out.writeLong(value.scale());
        out.insertLength(start);
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        int length = in.readLength();
        int end = in.position() + length;
        int unscaledLength = in.readLength();
        int start = in.skip(unscaledLength);
        long scale = in.readLong();
        if (in.position() != end || unscaledLength == 0 || (int) scale != scale) {
            throw in.malformed("must contain an unscaled value and a scale");
        }
        // The limit on bytes keeps counting the digits cheap.
        if (unscaledLength < Numbers.MAX_DIGITS / 2) {
            BigDecimal value = new BigDecimal(new BigInteger(in.bytes(), start, unscaledLength), (int) scale);
            if (value.toString().length() <= Numbers.MAX_DIGITS) {
                out.writeNumber(value, false);
                return;
            }
        }
        in.error(EXPECTED);
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return EXPECTED;
    }
}
