package dev.sluice.kafka;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The position of an event that a client knows from a receipt. Its text form is {@code topic-partition-offset}, or
 * {@code topic-partition-offset@topicId}, which is invalid in a recreated topic.
 *
 * @param topicId null if the client does not give it
 */
public record ReceiptPosition(
        RecordPosition record, @Nullable Uuid topicId) {

    private static final Pattern TEXT = Pattern.compile("([^@]+)(?:@([A-Za-z0-9_-]{22}))?");

    /** Parses a position; empty if the text is not valid. */
    public static Optional<ReceiptPosition> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        @Nullable String id = parts.group(2);
        return RecordPosition.parse(parts.group(1)).map(record -> new ReceiptPosition(record, LogPosition.parseId(id)));
    }

    /** Returns whether the position is one of a topic; unknown ids match. */
    public boolean isOf(@Nullable Uuid id) {
        return topicId == null || id == null || topicId.equals(id);
    }
}
