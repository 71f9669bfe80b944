package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time or a timestamp (Avro specification 1.12, section "Logical Types"): a string of ISO-8601, or the number
 * that Avro itself holds.
 */
final class TimeReader extends ScalarReader {

    private static final long MILLIS = 1_000_000;
    private static final long MICROS = 1_000;
    private static final long NANOS = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final TextParser text;
    private final long least;
    private final long most;
    private final String expected;

    private TimeReader(TextParser text, long least, long most, String expected) {
        this.text = text;
        this.least = least;
        this.most = most;
        this.expected = expected;
    }

    private interface TextParser {
        /**
         * @throws DateTimeException if it is no such time
         * @throws ArithmeticException if it cannot be held exactly
         */
        long parse(String text);
    }

    /** The reader for a logical type; null if the type is no time. */
    static @Nullable TimeReader of(String logicalType) {
        return switch (logicalType) {
            case "date" ->
                new TimeReader(
                        text -> LocalDate.parse(text).toEpochDay(),
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        "must be a date such as 2026-11-23, or a number of days since 1970-01-01");
            case "time-millis" -> time(MILLIS, "milliseconds");
            case "time-micros" -> time(MICROS, "microseconds");
            case "timestamp-millis" -> timestamp(MILLIS, "milliseconds");
            case "timestamp-micros" -> timestamp(MICROS, "microseconds");
            case "timestamp-nanos" -> timestamp(NANOS, "nanoseconds");
            case "local-timestamp-millis" -> localTimestamp(MILLIS, "milliseconds");
            case "local-timestamp-micros" -> localTimestamp(MICROS, "microseconds");
            case "local-timestamp-nanos" -> localTimestamp(NANOS, "nanoseconds");
            default -> null;
        };
    }

    private static TimeReader time(long unit, String unitName) {
        return new TimeReader(
                text -> exactly(LocalTime.parse(text).toNanoOfDay(), unit),
                0,
                86_400 * (NANOS_PER_SECOND / unit) - 1,
                "must be a time such as 05:00:00, exact to " + unitName + ", or a number of " + unitName
                        + " since midnight");
    }

    private static TimeReader timestamp(long unit, String unitName) {
        return new TimeReader(
                text -> {
                    Instant time = OffsetDateTime.parse(text).toInstant();
                    return sinceEpoch(time.getEpochSecond(), time.getNano(), unit);
                },
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "must be a time such as 2026-11-23T05:00:00Z, exact to " + unitName + ", or a number of " + unitName
                        + " since 1970-01-01T00:00:00Z");
    }

    private static TimeReader localTimestamp(long unit, String unitName) {
        return new TimeReader(
                text -> {
                    Instant time = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
                    return sinceEpoch(time.getEpochSecond(), time.getNano(), unit);
                },
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "must be a local time such as 2026-11-23T05:00:00, exact to " + unitName + ", or a number of "
                        + unitName + " since 1970-01-01T00:00:00");
    }

    private static long sinceEpoch(long seconds, int nanos, long unit) {
        return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND / unit), exactly(nanos, unit));
    }

    private static long exactly(long nanos, long unit) {
        if (nanos % unit != 0) {
            throw new ArithmeticException("finer than the unit");
        }
        return nanos / unit;
    }

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        Long value;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            try {
                value = text.parse(parser.getText());
            } catch (DateTimeException | ArithmeticException e) {
                return expected;
            }
        } else {
            value = Numbers.exactLong(parser);
        }
        if (value == null || value < least || value > most) {
            return expected;
        }
        out.writeLong(value);
        return null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return expected;
    }
}
