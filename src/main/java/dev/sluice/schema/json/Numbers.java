package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Exact numbers from JSON, at a cost that an exponent such as 1e999999999 cannot raise. */
final class Numbers {

    private Numbers() {}

    /** The number that the parser stands on, or null if it is not whole or no long. */
    static @Nullable Long exactLong(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : parser.getLongValue();
        }
        BigDecimal value = withScale(parser.getDecimalValue(), 0, 19);
        return value == null || value.toBigInteger().bitLength() > 63 ? null : value.longValue();
    }

    /** The same number with a given scale; null if it is not exact then, or has more digits than allowed. */
    static @Nullable BigDecimal withScale(BigDecimal value, int scale, int precision) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(scale);
        }
        long digitsBeforePoint = (long) value.precision() - value.scale();
        if (digitsBeforePoint > (long) precision - scale
                || value.stripTrailingZeros().scale() > scale) {
            return null;
        }
        return value.setScale(scale);
    }
}
