package dev.sluice.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The dates, times and timestamps (Avro specification 1.12, section "Logical Types"), between the number that Avro holds
 * and the text of ISO-8601.
 */
enum TimeKind {
    DATE,
    TIME,
    TIMESTAMP,
    LOCAL_TIMESTAMP;

    /** What is no such text, or not exact in the unit. */
    static final long NONE = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    /** @param unit in nanoseconds; for dates it has no meaning */
    long parse(char[] chars, int start, int length, long unit) {
        IsoText text = new IsoText(chars, start, length);
        long days = this == TIME ? 0 : text.readEpochDay();
        if (this == DATE) {
            return text.isRight() ? days : NONE;
        }
        if (this != TIME) {
            text.readSeparator();
        }
        long nanoOfDay = text.readNanoOfDay();
        int offset = this == TIMESTAMP ? text.readOffsetSeconds() : 0;
        if (!text.isRight() || nanoOfDay % unit != 0) {
            return NONE;
        }
        long unitsPerSecond = NANOS_PER_SECOND / unit;
        long seconds = days * SECONDS_PER_DAY - offset;
        if (Math.abs(seconds) > Long.MAX_VALUE / unitsPerSecond - SECONDS_PER_DAY) {
            return NONE;
        }
        return seconds * unitsPerSecond + nanoOfDay / unit;
    }

    /** The text of a value; null if it is one that has none, or is out of range. */
    @Nullable
    String format(long value, long unit) {
        if (this == DATE) {
            return value < FIRST_DAY || value > LAST_DAY
                    ? null
                    : LocalDate.ofEpochDay(value).toString();
        }
        if (this == TIME) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(value * unit));
        }
        long unitsPerSecond = NANOS_PER_SECOND / unit;
        long seconds = Math.floorDiv(value, unitsPerSecond);
        if (seconds < FIRST_DAY * SECONDS_PER_DAY
                || seconds >= (LAST_DAY + 1) * SECONDS_PER_DAY
                || Math.abs(seconds) > Long.MAX_VALUE / unitsPerSecond - 2 * SECONDS_PER_DAY) {
            return null;
        }
        String text = Instant.ofEpochSecond(seconds, Math.floorMod(value, unitsPerSecond) * unit)
                .toString();
        return this == TIMESTAMP ? text : text.substring(0, text.length() - 1);
    }
}
