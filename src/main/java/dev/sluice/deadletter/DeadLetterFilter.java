package dev.sluice.deadletter;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant; what is null does not matter.
 *
 * @param topic the dead-letter topic, or the one that they came from
 * @param type the event type, as the record's header has it
 * @param reason part of the reason or of the cause's class, whatever the case
 * @param from the earliest time at which they were written
 * @param to the latest
 */
record DeadLetterFilter(
        @Nullable String topic,
        @Nullable String type,
        @Nullable String reason,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable DeadLetterState state) {

    boolean matches(DeadLetter letter, DeadLetterState stateOfLetter) {
        return (state == null || state == stateOfLetter)
                && (topic == null
                        || topic.equals(letter.place().partition().topic())
                        || topic.equals(letter.originalTopic()))
                && (type == null || type.equals(letter.type()))
                && (reason == null || contains(letter.reason(), reason) || contains(letter.cause(), reason))
                && (from == null || letter.time() >= from.toEpochMilli())
                && (to == null || letter.time() <= to.toEpochMilli());
    }

    private static boolean contains(@Nullable String text, String part) {
        return Objects.requireNonNullElse(text, "").toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
