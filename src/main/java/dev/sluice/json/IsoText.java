package dev.sluice.json;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/**
 * Reads dates and times as RFC 3339 has them, from year 0000 to 9999; seconds may be left out. What it gives is of use
 * only if {@link #isRight} says so at the end.
 */
final class IsoText {

    private static final int NANO_DIGITS = 9;

    private final char[] text;
    private final int end;
    private int position;
    private boolean wrong;

    IsoText(char[] text, int start, int length) {
        this.text = text;
        this.position = start;
        this.end = start + length;
    }

    boolean isRight() {
        return !wrong && position == end;
    }

    long readEpochDay() {
        int year = digits(4, 9999);
        expect('-');
        int month = digits(2, 12);
        expect('-');
        int day = digits(2, 31);
        if (wrong || month == 0 || day == 0 || day > Month.of(month).length(Year.isLeap(year))) {
            wrong = true;
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

    /** In nanoseconds; what is finer must be zero. */
    private int fraction() {
        int first = position;
        int nanos = 0;
        int missing = NANO_DIGITS;
        while (position < end && Numbers.isDigit(text[position])) {
            if (missing > 0) {
                nanos = nanos * 10 + (text[position] - '0');
                missing--;
            } else if (text[position] != '0') {
                wrong = true;
            }
            position++;
        }
        wrong |= position == first;
        for (; missing > 0; missing--) {
            nanos *= 10;
        }
        return nanos;
    }

    private int digits(int count, int most) {
        if (end - position < count) {
            wrong = true;
            return 0;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = text[position++];
            wrong |= !Numbers.isDigit(c);
            value = value * 10 + (c - '0');
        }
        wrong |= value > most;
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
        wrong |= !accept(expected);
    }
}
