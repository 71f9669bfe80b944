package dev.sluice.kafka;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The position of a record in the log. As text, {@code topic-partition-offset}, it is in the receipt of an event, the cursor of
 * a list of dead letters, and the key of a mark.
 */
public record RecordPosition(TopicPartition partition, long offset) {

    /** Orders partitions by topic and number. */
    public static final Comparator<TopicPartition> PARTITIONS =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /** A topic's name may have a hyphen itself. Numbers have no more digits than their types hold. */
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})-(\\d{1,18})");

    public static RecordPosition of(ConsumerRecord<?, ?> record) {
        return new RecordPosition(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    /** Reads a position; empty if the text is not a valid one. */
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
