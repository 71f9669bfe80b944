package dev.sluice.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The stored position of a consumer in a partition.
 *
 * @param topicId id of the topic (KIP-516) in which the offset counts; null if it was not stored with the offset, as by an operator
 *     who sets offsets with Kafka's tools
 * @param offset offset of the next record to read
 */
public record LogPosition(@Nullable Uuid topicId, long offset) {

    /** Precedes the topic id in the metadata of a committed offset. */
    private static final String TOPIC_ID = "topic-id=";

    /** Returns the position of a committed offset. */
    public static LogPosition of(OffsetAndMetadata committed) {
        String metadata = committed.metadata();
        return new LogPosition(
                metadata.startsWith(TOPIC_ID) ? parseId(metadata.substring(TOPIC_ID.length())) : null,
                committed.offset());
    }

    /** Parses a topic id in Kafka's text form. Returns null if there is none, or the text is not valid. */
    public static @Nullable Uuid parseId(@Nullable String text) {
        try {
            return text == null ? null : Uuid.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the offset to commit, which keeps the topic id in its metadata. */
    public OffsetAndMetadata toCommit() {
        return topicId == null ? new OffsetAndMetadata(offset) : new OffsetAndMetadata(offset, TOPIC_ID + topicId);
    }

    /** Compares the position with the log. Returns empty if the log has all records from this position on. */
    public Optional<InvalidPosition> check(PartitionLog.Present log) {
        if (topicId != null && !topicId.equals(log.topicId())) {
            return Optional.of(InvalidPosition.recreated(topicId, log));
        }
        if (offset < log.first()) {
            return Optional.of(new InvalidPosition(
                    InvalidPosition.Reason.TRIMMED,
                    "the position is offset %d, but the log begins at offset %d: records between them were deleted unread"
                            .formatted(offset, log.first())));
        }
        return offset > log.end()
                ? Optional.of(new InvalidPosition(
                        InvalidPosition.Reason.BEYOND_END,
                        "the position is offset %d, but the log ends at offset %d: its last records were lost"
                                .formatted(offset, log.end())))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return topicId == null ? "offset " + offset : "offset " + offset + " of the topic " + topicId;
    }
}
