package dev.sluice.deadletter;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A filter on dead letters. A component that is null matches every dead letter.
 *
 * @param topic the dead-letter topic or the original topic
 * @param type the event type in the record's header
 * @param reason a part of the reason or of the exception's class name, case-insensitive
 * @param from the earliest time of the dead letter, inclusive
 * @param to the latest time of the dead letter, inclusive
 */
record DeadLetterFilter(
        @Nullable String topic,
        @Nullable String type,
        @Nullable String reason,
        @Nullable Instant from,
        @Nullable Instant to,
        DeadLetter.@Nullable State state) {

    boolean matches(DeadLetter deadLetter, DeadLetter.State stateOfDeadLetter) {
        return (state == null || state == stateOfDeadLetter)
                && (topic == null
                        || topic.equals(deadLetter.position().partition().topic())
                        || topic.equals(deadLetter.originalTopic()))
                && (type == null || type.equals(deadLetter.type()))
                && (reason == null || contains(deadLetter.reason(), reason) || contains(deadLetter.cause(), reason))
                && (from == null || deadLetter.time() >= from.toEpochMilli())
                && (to == null || deadLetter.time() <= to.toEpochMilli());
    }

    /** Returns the filters that are given, for logs. */
    @Override
    public String toString() {
        return Stream.of(
                        text("topic", topic),
                        text("type", type),
                        text("reason", reason),
                        text("from", from),
                        text("to", to),
                        text("state", state == null ? null : state.text()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String text(String name, @Nullable Object value) {
        return value == null ? "" : name + "=" + value;
    }

    private static boolean contains(@Nullable String text, String part) {
        return Objects.requireNonNullElse(text, "").toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
