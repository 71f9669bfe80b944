package dev.sluice.admin.group;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Where a group is to read on. */
sealed interface ResetTarget {

    /** At the first record that is kept. */
    record Earliest() implements ResetTarget {}

    /** Behind the last record. */
    record Latest() implements ResetTarget {}

    /** At the first record that is not older, or else behind the last. */
    record Time(Instant instant) implements ResetTarget {}

    /** At an offset that the log has. */
    record Offset(long offset) implements ResetTarget {}

    /** Reads {@code earliest}, {@code latest}, an offset, or an instant in ISO-8601. */
    static Optional<ResetTarget> parse(String text) {
        if (text.equals("earliest")) {
            return Optional.of(new Earliest());
        }
        if (text.equals("latest")) {
            return Optional.of(new Latest());
        }
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(new Offset(Long.parseLong(text)));
            }
            Instant instant = Instant.parse(text);
            // Kafka counts milliseconds from 1970 in a long, and has a meaning of its own for those before.
            return instant.toEpochMilli() < 0 ? Optional.empty() : Optional.of(new Time(instant));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
