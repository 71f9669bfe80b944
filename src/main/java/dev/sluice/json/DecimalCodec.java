package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A decimal, from a JSON number or a string that contains one without an exponent. Exact: never converted to a double. */
final class DecimalCodec extends ScalarCodec {

    private final int precision;
    private final int scale;
    private final int fixedSize;
    /** The smallest unscaled value with too many digits, if it fits a long. */
    private final long tooLarge;

    DecimalCodec(Schema schema, LogicalTypes.Decimal type) {
        // A larger precision means that the schema's author wanted no limit.
        precision = Math.min(type.getPrecision(), Math.max(Numbers.MAX_DIGITS, type.getScale()));
        scale = type.getScale();
        fixedSize = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : BytesCodec.ANY_SIZE;
        tooLarge =
                precision > 18 ? Long.MAX_VALUE : BigInteger.TEN.pow(precision).longValue();
    }

    int precision() {
        return precision;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        if (parser.getTextLength() > Numbers.MAX_DIGITS) {
            return expected();
        }
        long unscaled =
                Numbers.unscaled(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), scale);
        return unscaled == Numbers.UNKNOWN || unscaled >= tooLarge || unscaled <= -tooLarge
                ? encodeAnyNumber(parser, out)
                : encode(unscaled, out);
    }

    private @Nullable String encode(long unscaled, AvroBuffer out) {
        int length = (64 - Long.numberOfLeadingZeros(unscaled ^ (unscaled >> 63))) / 8 + 1;
        if (fixedSize == BytesCodec.ANY_SIZE) {
            out.writeLong(length);
            out.writeBigEndian(unscaled, length);
        } else {
            out.writeBigEndian(unscaled, fixedSize);
        }
        return null;
    }

    private @Nullable String encodeAnyNumber(JsonParser parser, AvroBuffer out) throws IOException {
        BigDecimal given = Numbers.decimal(parser);
        if (given == null || (parser.currentToken() == JsonToken.VALUE_STRING && hasExponent(parser.getText()))) {
            return expected();
        }
        BigDecimal value = Numbers.withScale(given, scale, precision);
        if (value == null) {
            return expected();
        }
        byte[] unscaled = value.unscaledValue().toByteArray();
        if (fixedSize == BytesCodec.ANY_SIZE) {
            out.writeBytes(unscaled);
            return null;
        }
        byte[] padded = new byte[fixedSize];
        Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, padded, fixedSize - unscaled.length, unscaled.length);
        out.writeFixed(padded);
        return null;
    }

    private static boolean hasExponent(String number) {
        return number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        int length = fixedSize == BytesCodec.ANY_SIZE ? in.readLength() : fixedSize;
        int start = in.skip(length);
        BigInteger unscaled = unscaled(in.bytes(), start, length);
        if (unscaled == null) {
            in.error("must be a decimal of at most " + precision + " digits");
        } else {
            out.writeNumber(new BigDecimal(unscaled, scale), true);
        }
    }

    /** Returns the unscaled value; null if there are no bytes or too many digits. */
    private @Nullable BigInteger unscaled(byte[] bytes, int start, int length) {
        int first = start;
        int last = start + length - 1;
        // Skips bytes that only repeat the sign, so that any number of them costs nothing to convert.
        while (first < last && bytes[first] == bytes[first + 1] >> 7) {
            first++;
        }
        if (length == 0 || last - first > precision) {
            return null;
        }
        BigInteger value = new BigInteger(bytes, first, last - first + 1);
        return new BigDecimal(value).precision() > precision ? null : value;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return "must be a number, or a string that contains one, of at most " + (precision - scale)
                + " digits before the decimal point and " + scale + " after it";
    }
}
