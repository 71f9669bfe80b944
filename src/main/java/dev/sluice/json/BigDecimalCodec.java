package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A decimal with a scale of its own, from a number or from a string that holds one: {@code 1.50} is not {@code 1.5}. In
 * Avro it is bytes, which hold the unscaled value as bytes and the scale as an int (Avro's {@code BigDecimalConversion};
 * the specification does not say).
 */
final class BigDecimalCodec extends ScalarCodec {

    private static final String EXPECTED =
            "must be a number, or a string that holds one, of at most " + Numbers.MOST_DIGITS + " digits";

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
            throw in.broken("must hold an unscaled value and a scale");
        }
        // Fewer bytes than the digits that are allowed, so that it costs little to count them.
        if (unscaledLength < Numbers.MOST_DIGITS / 2) {
            BigDecimal value = new BigDecimal(new BigInteger(in.bytes(), start, unscaledLength), (int) scale);
            if (value.toString().length() <= Numbers.MOST_DIGITS) {
                out.writeNumber(value, false);
                return;
            }
        }
        in.fault(EXPECTED);
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
