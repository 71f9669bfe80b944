package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time or a timestamp: a string of ISO-8601, or the number that Avro itself holds. What is beyond the years 0000
 * to 9999 is a number only.
 */
final class TimeCodec extends ScalarCodec {

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final TimeKind kind;
    private final long unit;
    private final long least;
    private final long most;
    private final String expected;

    private TimeCodec(TimeKind kind, long unit, long least, long most, String expected) {
        this.kind = kind;
        this.unit = unit;
        this.least = least;
        this.most = most;
        this.expected = expected;
    }

    /** The codec of a logical type; null if the type is no time. */
    static @Nullable TimeCodec of(String logicalType) {
        String unitName = logicalType.substring(logicalType.lastIndexOf('-') + 1);
        // "millis" is short for milliseconds.
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
                        TimeKind.DATE,
                        1,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        "must be a date such as 2026-11-23, or a number of days since 1970-01-01");
            case "time-millis", "time-micros" ->
                new TimeCodec(
                        TimeKind.TIME,
                        unit,
                        0,
                        NANOS_PER_DAY / unit - 1,
                        "must be a time such as 05:00:00" + exactTo + "midnight");
            case "timestamp-millis", "timestamp-micros", "timestamp-nanos" ->
                new TimeCodec(
                        TimeKind.TIMESTAMP,
                        unit,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        "must be a time such as 2026-11-23T05:00:00Z" + exactTo + "1970-01-01T00:00:00Z");
            case "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos" ->
                new TimeCodec(
                        TimeKind.LOCAL_TIMESTAMP,
                        unit,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        "must be a local time such as 2026-11-23T05:00:00" + exactTo + "1970-01-01T00:00:00");
            default -> null;
        };
    }

    TimeKind kind() {
        return kind;
    }

    /** In nanoseconds. */
    long unit() {
        return unit;
    }

    long least() {
        return least;
    }

    long most() {
        return most;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            long value = kind.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), unit);
            if (value == TimeKind.NONE) {
                return expected;
            }
            out.writeLong(value);
            return null;
        }
        return Numbers.writeWhole(parser, least, most, out) ? null : expected;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        long value = in.readLong();
        if (value < least || value > most) {
            in.fault("must be from " + least + " to " + most);
        }
        if (out.isWanted()) {
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
}
