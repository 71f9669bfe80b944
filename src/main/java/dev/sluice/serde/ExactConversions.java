package dev.sluice.serde;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;

/**
 * Conversions of logical types in place of those of Avro that write another value than they are given (avro 1.12.1; check again
 * with each version): a time before 1970 in nanoseconds is written up to a second later, and a date beyond an int is cut off.
 * The build replaces Avro's in the generated classes, so that serializers, builders and copies use these.
 */
public final class ExactConversions {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private ExactConversions() {}

    /** Returns the exact conversions by the one of Avro that each replaces. */
    public static Map<Class<? extends Conversion<?>>, Class<? extends Conversion<?>>> replacements() {
        return Map.of(
                TimeConversions.DateConversion.class, Date.class,
                TimeConversions.TimestampNanosConversion.class, TimestampNanos.class,
                TimeConversions.LocalTimestampNanosConversion.class, LocalTimestampNanos.class);
    }

    /** A {@code date}. */
    public static final class Date extends TimeConversions.DateConversion {

        /** @throws ArithmeticException if the date is out of range */
        @Override
        public Integer toInt(LocalDate date, Schema schema, LogicalType type) {
            return Math.toIntExact(date.toEpochDay());
        }
    }

    /** A {@code timestamp-nanos}. */
    public static final class TimestampNanos extends TimeConversions.TimestampNanosConversion {

        /** @throws ArithmeticException if the time is out of range */
        @Override
        public Long toLong(Instant time, Schema schema, LogicalType type) {
            return nanosSinceEpoch(time);
        }
    }

    /** A {@code local-timestamp-nanos}. */
    public static final class LocalTimestampNanos extends TimeConversions.LocalTimestampNanosConversion {

        /** @throws ArithmeticException if the time is out of range */
        @Override
        public Long toLong(LocalDateTime time, Schema schema, LogicalType type) {
            return nanosSinceEpoch(time.toInstant(ZoneOffset.UTC));
        }
    }

    private static long nanosSinceEpoch(Instant time) {
        long seconds = time.getEpochSecond();
        // Rounds seconds towards zero, since the first second of the range is not complete.
        return seconds < 0
                ? Math.addExact(Math.multiplyExact(seconds + 1, NANOS_PER_SECOND), time.getNano() - NANOS_PER_SECOND)
                : Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), time.getNano());
    }
}
