package dev.sluice.deadletter;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a dead letter is. As text, {@code topic-partition-offset}, it is the cursor of a list and the key of a mark. Places
 * are ordered by topic, partition and offset.
 */
record LetterPlace(TopicPartition partition, long offset) implements Comparable<LetterPlace> {

    static final Comparator<TopicPartition> PARTITIONS =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private static final Comparator<LetterPlace> ORDER =
            Comparator.comparing(LetterPlace::partition, PARTITIONS).thenComparingLong(LetterPlace::offset);
    /** A topic's name may have a hyphen itself. */
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})-(\\d{1,18})");

    static LetterPlace of(String topic, int partition, long offset) {
        return new LetterPlace(new TopicPartition(topic, partition), offset);
    }

    static Optional<LetterPlace> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(of(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(LetterPlace other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
