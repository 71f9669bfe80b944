package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time or a timestamp, as ISO 8601 text or as the number that Avro stores. Values beyond the years 0000 to 9999 are
 * numbers only.
 */
final class TimeCodec extends ScalarCodec {

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final Kind kind;
    private final long unit;
    private final long min;
    private final long max;
    private final String expected;

    private TimeCodec(Kind kind, long unit, long min, long max, String expected) {
        this.kind = kind;
        this.unit = unit;
        this.min = min;
        this.max = max;
        this.expected = expected;
    }

    /** Returns the codec of a logical type; null if it is not a date, time or timestamp. */
    static @Nullable TimeCodec of(String logicalType) {
        String unitName = logicalType.substring(logicalType.lastIndexOf('-') + 1);
        // Turns "millis" into the prefix of "milliseconds".
        String prefix = unitName.replaceFirst("s$", "");
        long unit =
                switch (unitName) {
                    case "millis" -> 1_000_000;
                    case "micros" -> 1_000;
                    default -> 1;
                };
        String exactTo = ", exact to " + prefix + "seconds, or a number of " + prefix + "seconds since ";
        return switch (logicalType) {
            case "date" ->
                new TimeCodec(
                        Kind.DATE,
                        1,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        "must be a date such as 2026-11-23, or a number of days since 1970-01-01");
            case "time-millis", "time-micros" ->
                new TimeCodec(
                        Kind.TIME,
                        unit,
                        0,
                        NANOS_PER_DAY / unit - 1,
                        "must be a time such as 05:00:00" + exactTo + "midnight");
            case "timestamp-millis", "timestamp-micros", "timestamp-nanos" ->
                new TimeCodec(
                        Kind.TIMESTAMP,
                        unit,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        "must be a time such as 2026-11-23T05:00:00Z" + exactTo + "1970-01-01T00:00:00Z");
            case "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos" ->
                new TimeCodec(
                        Kind.LOCAL_TIMESTAMP,
                        unit,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        "must be a local time such as 2026-11-23T05:00:00" + exactTo + "1970-01-01T00:00:00");
            default -> null;
        };
    }

    Kind kind() {
        return kind;
    }

    /** Returns the unit in nanoseconds. */
    long unit() {
        return unit;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            long value = kind.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), unit);
            if (value == Kind.NONE) {
                return expected;
            }
            out.writeLong(value);
            return null;
        }
        return Numbers.writeWhole(parser, min, max, out) ? null : expected;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        long value = in.readLong();
        if (value < min || value > max) {
            in.error("must be from " + min + " to " + max);
        }
        if (out.isEnabled()) {
            String text = kind.format(value, unit);
            if (text == null) {
                out.writeNumber(value);
            } else {
                out.writeString(text);
            }
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return expected;
    }

    /**
     * A kind of date, time or timestamp (Avro specification 1.12, section "Logical Types"), which converts between the number
     * that Avro stores and ISO 8601 text.
     */
    enum Kind {
        DATE,
        TIME,
        TIMESTAMP,
        LOCAL_TIMESTAMP;

        /** The result for text that is not valid, or not exact in the unit. */
        static final long NONE = Long.MIN_VALUE;

        private static final long NANOS_PER_SECOND = 1_000_000_000;
        private static final long SECONDS_PER_DAY = 86_400;
        private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
        private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

        /**
         * Parses a text.
         *
         * @param unit the unit in nanoseconds; ignored for dates
         * @return the number that Avro stores, or {@link #NONE}
         */
        long parse(char[] chars, int start, int length, long unit) {
            IsoText text = new IsoText(chars, start, length);
            long days = this == TIME ? 0 : text.readEpochDay();
            if (this == DATE) {
                return text.isValid() ? days : NONE;
            }
            if (this != TIME) {
                text.readSeparator();
            }
            long nanoOfDay = text.readNanoOfDay();
            int offset = this == TIMESTAMP ? text.readOffsetSeconds() : 0;
            if (!text.isValid() || nanoOfDay % unit != 0) {
                return NONE;
            }
            long unitsPerSecond = NANOS_PER_SECOND / unit;
            long seconds = days * SECONDS_PER_DAY - offset;
            if (Math.abs(seconds) > Long.MAX_VALUE / unitsPerSecond - SECONDS_PER_DAY) {
                return NONE;
            }
            return seconds * unitsPerSecond + nanoOfDay / unit;
        }

        /** Returns the text of a value; null if it is beyond the years 0000 to 9999. */
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
}
