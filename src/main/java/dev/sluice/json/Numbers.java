package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers from the text that the JSON has, exactly or rounded once. An exponent such as 1e999999999 does not raise the
 * cost. The parser's own conversions are not used: they depend on earlier ones of the same number, and can return 0 for a
 * number beyond the range of a float (jackson-core 2.21, {@code ParserBase}).
 */
final class Numbers {

    /** Maximum length of a decimal in characters: more than useful numbers have, and few enough to convert cheaply. */
    static final int MAX_DIGITS = 1000;

    /** The result of {@link #unscaled} for numbers that it does not support. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int MAX_LONG_DIGITS = 18;

    private Numbers() {}

    /** Returns the parser's current number; null if it is not whole or does not fit a long. */
    private static @Nullable Long exactLong(JsonParser parser) throws IOException {
        long few = fewDigits(parser);
        if (few != UNKNOWN) {
            return few;
        }
        BigDecimal value = decimal(parser);
        BigDecimal whole = value == null ? null : withScale(value, 0, 19);
        return whole == null || whole.toBigInteger().bitLength() > 63 ? null : whole.longValue();
    }

    /** Returns the parser's current number if it is whole and has few digits, as most do; otherwise {@link #UNKNOWN}. */
    private static long fewDigits(JsonParser parser) throws IOException {
        return unscaled(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), 0);
    }

    /** Returns the double that is nearest to the parser's current number; infinite if that is beyond the range. */
    static double nearestDouble(JsonParser parser) throws IOException {
        long few = fewDigits(parser);
        return few == UNKNOWN || few == 0 ? Double.parseDouble(parser.getText()) : few;
    }

    /** Returns the float that is nearest to the parser's current number; infinite if that is beyond the range. */
    static float nearestFloat(JsonParser parser) throws IOException {
        long few = fewDigits(parser);
        return few == UNKNOWN || few == 0 ? Float.parseFloat(parser.getText()) : few;
    }

    /**
     * Writes the parser's current number as an int or a long.
     *
     * @return whether the number is whole and in range; if not, nothing is written
     */
    static boolean writeWhole(JsonParser parser, long min, long max, AvroBuffer out) throws IOException {
        Long value = exactLong(parser);
        if (value == null || value < min || value > max) {
            return false;
        }
        out.writeLong(value);
        return true;
    }

    /**
     * Returns the number in the parser's current number or string, with the scale of its text; null if the text is not a
     * number, is too long, or has an exponent beyond an int.
     */
    static @Nullable BigDecimal decimal(JsonParser parser) throws IOException {
        if (parser.getTextLength() > MAX_DIGITS) {
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
        // BigDecimal cannot parse all exponents that it writes.
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

    /** Returns whether the text is a JSON number (RFC 8259, section 6). */
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
     * Returns the unscaled value of a short number without an exponent, the most common kind: 2999 for {@code 29.99} with
     * scale 2.
     *
     * @return {@link #UNKNOWN} if the text is not such a number, or is not exact with this scale
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
        if (digits == 0 || digits + scale > MAX_LONG_DIGITS || (digits > 1 && text[firstDigit] == '0')) {
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

    /** Returns the same number with another scale; null if it would not be exact or exceeds the precision. */
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
