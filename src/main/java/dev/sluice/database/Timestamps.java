package dev.sluice.database;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The values of columns of the type {@code timestamptz}, to the microsecond. PostgreSQL's client would store a time that
 * PostgreSQL cannot hold as another one, and return PostgreSQL's earliest time as the earliest one of Java (Vert.x 4.5.27;
 * check again after it).
 */
public final class Timestamps {

    /** PostgreSQL's earliest time, the beginning of 4713 BC in the Julian calendar. */
    public static final Instant EARLIEST = LocalDateTime.of(-4713, 11, 24, 0, 0).toInstant(ZoneOffset.UTC);

    /** PostgreSQL's latest time, the last microsecond of 294276 AD. */
    public static final Instant LATEST =
            LocalDateTime.of(294_276, 12, 31, 23, 59, 59, 999_999_000).toInstant(ZoneOffset.UTC);

    private Timestamps() {}

    /** Returns whether PostgreSQL can hold a time. */
    public static boolean canHold(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }

    /**
     * Returns the parameter of a statement for a time, which is rounded down to a microsecond.
     *
     * @param name the name of the value in the message of the exception
     * @throws UnstorableValueException if PostgreSQL cannot hold the time
     */
    public static OffsetDateTime parameter(String name, Instant time) {
        Instant microsecond = time.truncatedTo(ChronoUnit.MICROS);
        if (!canHold(microsecond)) {
            throw new UnstorableValueException(name + " is outside of PostgreSQL's range, 4713 BC to 294276 AD");
        }
        return microsecond.atOffset(ZoneOffset.UTC);
    }

    /** Returns the time in a column of a row; null if it is null. */
    public static @Nullable Instant read(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        if (time == null) {
            return null;
        }
        return time.equals(OffsetDateTime.MIN) ? EARLIEST : time.toInstant();
    }
}
