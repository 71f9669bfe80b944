package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Exact numbers from JSON, never through a double, at a cost that an exponent such as 1e999999999 cannot raise. */
final class Numbers {

    /** More than any number of use has, and few enough to be converted at no cost. */
    static final int MOST_DIGITS = 1000;

    /** What {@link #unscaled} cannot tell. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int MOST_DIGITS_OF_LONG = 18;

    private Numbers() {}

    /** The number that the parser stands on, or null if it is not whole or no long. */
    private static @Nullable Long exactLong(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : parser.getLongValue();
        }
        BigDecimal value = decimal(parser);
        BigDecimal whole = value == null ? null : withScale(value, 0, 19);
        return whole == null || whole.toBigInteger().bitLength() > 63 ? null : whole.longValue();
    }

    /**
     * Writes the number that the parser stands on.
     *
     * @return whether it is whole and in range; if not, nothing is written
     */
    static boolean writeWhole(JsonParser parser, long least, long most, AvroBuffer out) throws IOException {
        Long value = exactLong(parser);
        if (value == null || value < least || value > most) {
            return false;
        }
        out.writeLong(value);
        return true;
    }

    /**
     * The number that the parser stands on, or that stands in the string that it stands on, with the scale that it is
     * written with; null if it is none, or has an exponent beyond an int.
     */
    static @Nullable BigDecimal decimal(JsonParser parser) throws IOException {
        if (parser.getTextLength() > MOST_DIGITS) {
            return null;
        }
        char[] text = parser.getTextCharacters();
        int start = parser.getTextOffset();
        int end = start + parser.getTextLength();
        if (!isNumber(text, start, end)) {
            return null;
        }
        int exponentAt = start;
        while (exponentAt < end && text[exponentAt] != 'e' && text[exponentAt] != 'E') {
            exponentAt++;
        }
        BigDecimal mantissa = new BigDecimal(text, start, exponentAt - start);
        if (exponentAt == end) {
            return mantissa;
        }
        // Not left to BigDecimal, which does not read all that it writes.
        long scale = mantissa.scale() - exponent(text, exponentAt + 1, end);
        return (int) scale == scale ? new BigDecimal(mantissa.unscaledValue(), (int) scale) : null;
    }

    private static long exponent(char[] text, int start, int end) {
        boolean signed = text[start] == '-' || text[start] == '+';
        long exponent = 0;
        for (int i = signed ? start + 1 : start; i < end; i++) {
            exponent = Math.min(exponent * 10 + (text[i] - '0'), Long.MAX_VALUE / 100);
        }
        return text[start] == '-' ? -exponent : exponent;
    }

    /** Whether the text is a number as JSON has them (RFC 8259, section 6). */
    private static boolean isNumber(char[] text, int start, int end) {
        int i = start < end && text[start] == '-' ? start + 1 : start;
        int afterDigits = afterDigits(text, i, end);
        if (afterDigits == i || (text[i] == '0' && afterDigits > i + 1)) {
            return false;
        }
        i = afterDigits;
        if (i < end && text[i] == '.') {
            afterDigits = afterDigits(text, i + 1, end);
            if (afterDigits == i + 1) {
                return false;
            }
            i = afterDigits;
        }
        if (i < end && (text[i] == 'e' || text[i] == 'E')) {
            i += i + 1 < end && (text[i + 1] == '+' || text[i + 1] == '-') ? 2 : 1;
            afterDigits = afterDigits(text, i, end);
            if (afterDigits == i) {
                return false;
            }
            i = afterDigits;
        }
        return i == end;
    }

    private static int afterDigits(char[] text, int start, int end) {
        int i = start;
        while (i < end && isDigit(text[i])) {
            i++;
        }
        return i;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * The unscaled value of a short number without an exponent, such as most are: 2999 of {@code 29.99} with scale 2.
     *
     * @return {@link #UNKNOWN} if it is no such number, or is not exact with this scale
     */
    static long unscaled(char[] text, int start, int length, int scale) {
        int end = start + length;
        boolean negative = length > 0 && text[start] == '-';
        int i = negative ? start + 1 : start;
        int firstDigit = i;
        long value = 0;
        for (; i < end && isDigit(text[i]); i++) {
            value = value * 10 + (text[i] - '0');
        }
        int digits = i - firstDigit;
        if (digits == 0 || digits + scale > MOST_DIGITS_OF_LONG || (digits > 1 && text[firstDigit] == '0')) {
            return UNKNOWN;
        }
        int missing = scale;
        if (i < end && text[i] == '.') {
            int firstOfFraction = ++i;
            for (; i < end && isDigit(text[i]); i++) {
                if (missing > 0) {
                    value = value * 10 + (text[i] - '0');
                    missing--;
                } else if (text[i] != '0') {
                    return UNKNOWN;
                }
            }
            if (i == firstOfFraction) {
                return UNKNOWN;
            }
        }
        for (; missing > 0; missing--) {
            value *= 10;
        }
        return i < end ? UNKNOWN : negative ? -value : value;
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
