package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A decimal, from a number or from a string that holds one; exact, never through a double. */
final class DecimalReader extends ScalarReader {

    /** More than any decimal of use has, and few enough to be read at no cost. */
    private static final int LONGEST_TEXT = 100;

    private final int precision;
    private final int scale;
    private final int fixedSize;

    DecimalReader(Schema schema, LogicalTypes.Decimal type) {
        precision = type.getPrecision();
        scale = type.getScale();
        fixedSize = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : BytesReader.ANY_SIZE;
    }

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        BigDecimal given = number(parser);
        BigDecimal value = given == null ? null : Numbers.withScale(given, scale, precision);
        if (value == null) {
            return expected();
        }
        byte[] unscaled = value.unscaledValue().toByteArray();
        if (fixedSize == BytesReader.ANY_SIZE) {
            out.writeBytes(unscaled);
            return null;
        }
        if (unscaled.length > fixedSize) {
            return expected();
        }
        byte[] padded = new byte[fixedSize];
        Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, padded, fixedSize - unscaled.length, unscaled.length);
        out.writeFixed(padded);
        return null;
    }

    private static @Nullable BigDecimal number(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return parser.getDecimalValue();
        }
        if (parser.getTextLength() > LONGEST_TEXT) {
            return null;
        }
        try {
            return new BigDecimal(parser.getText());
        } catch (NumberFormatException notNumber) {
            return null;
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return "must be a number, or a string that holds one, of at most " + (precision - scale)
                + " digits before the decimal point and " + scale + " after it";
    }
}
