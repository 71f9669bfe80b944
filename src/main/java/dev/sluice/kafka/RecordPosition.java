package dev.sluice.kafka;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The position of a record in the log. Its text form {@code topic-partition-offset} is part of receipts, of cursors in lists of
 * dead letters, and of keys in the topic of dead-letter resolutions.
 */
public record RecordPosition(TopicPartition partition, long offset) {

    /** Sorts partitions by topic and number. */
    public static final Comparator<TopicPartition> PARTITIONS =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /** Topic names may contain hyphens. The limits on digits keep numbers within the range of their types. */
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})-(\\d{1,18})");

    /** Returns the position of a record. */
    public static RecordPosition of(ConsumerRecord<?, ?> record) {
        return new RecordPosition(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    /** Parses a position; empty if the text is not valid. */
    public static Optional<RecordPosition> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new RecordPosition(
                        new TopicPartition(parts.group(1), Integer.parseInt(parts.group(2))),
                        Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
