package dev.sluice.json;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/**
 * A parser of dates and times as in RFC 3339, from year 0000 to 9999, with optional seconds. Results are meaningful only if
 * {@link #isValid} returns true at the end.
 */
final class IsoText {

    private static final int NANO_DIGITS = 9;

    private final char[] text;
    private final int end;
    private int position;
    private boolean invalid;

    IsoText(char[] text, int start, int length) {
        this.text = text;
        this.position = start;
        this.end = start + length;
    }

    boolean isValid() {
        return !invalid && position == end;
    }

    long readEpochDay() {
        int year = digits(4, 9999);
        expect('-');
        int month = digits(2, 12);
        expect('-');
        int day = digits(2, 31);
        if (invalid || month == 0 || day == 0 || day > Month.of(month).length(Year.isLeap(year))) {
            invalid = true;
            return 0;
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    void readSeparator() {
        if (!accept('T')) {
            expect('t');
        }
    }

    long readNanoOfDay() {
        long seconds = digits(2, 23) * 3600L;
        expect(':');
        seconds += digits(2, 59) * 60L;
        int nanos = 0;
        if (accept(':')) {
            seconds += digits(2, 59);
            nanos = accept('.') ? fraction() : 0;
        }
        return seconds * 1_000_000_000 + nanos;
    }

    int readOffsetSeconds() {
        if (accept('Z') || accept('z')) {
            return 0;
        }
        int sign = accept('-') ? -1 : 1;
        if (sign > 0) {
            expect('+');
        }
        int seconds = digits(2, 23) * 3600;
        expect(':');
        return sign * (seconds + digits(2, 59) * 60);
    }

    /** Reads a fraction of a second in nanoseconds. Further digits must be zero. */
    private int fraction() {
        int first = position;
        int nanos = 0;
        int missing = NANO_DIGITS;
        while (position < end && Numbers.isDigit(text[position])) {
            if (missing > 0) {
                nanos = nanos * 10 + (text[position] - '0');
                missing--;
            } else if (text[position] != '0') {
                invalid = true;
            }
            position++;
        }
        invalid |= position == first;
        for (; missing > 0; missing--) {
            nanos *= 10;
        }
        return nanos;
    }

    private int digits(int count, int max) {
        if (end - position < count) {
            invalid = true;
            return 0;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = text[position++];
            invalid |= !Numbers.isDigit(c);
            value = value * 10 + (c - '0');
        }
        invalid |= value > max;
        return value;
    }

    private boolean accept(char expected) {
        if (position < end && text[position] == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char expected) {
        invalid |= !accept(expected);
    }
}
