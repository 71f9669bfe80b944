package dev.sluice.processing.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}: seconds or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {

    /** The longest delay. An endpoint that asks for more gets a call that it may answer in the same way. */
    static final Duration MAX = Duration.ofMinutes(5);

    private RetryAfter() {}

    /** Returns the delay, at most {@link #MAX}; zero if the value is absent or invalid. */
    static Duration parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Duration.ZERO;
        }
        String text = value.strip();
        Duration delay;
        try {
            delay = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(text.length() > 9 ? MAX.toSeconds() : Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException notDate) {
            return Duration.ZERO;
        }
        return delay.isNegative() ? Duration.ZERO : delay.compareTo(MAX) > 0 ? MAX : delay;
    }
}
