package dev.sluice.processing;

import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.PolledOffsets;
import dev.sluice.processing.ProcessingPositions.InvalidPositionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The positions of the partitions that the group has assigned to a loop. A partition is checked before its first record is
 * processed. For the loop's thread, which blocks on Kafka.
 */
final class AssignedPositions {

    private static final Logger LOG = Logger.getLogger(AssignedPositions.class);
    private static final Duration PASS_INTERVAL = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final BatchTransaction transaction;
    private final ProcessingPositions positions;
    private final Set<TopicPartition> unchecked = new HashSet<>();
    private final Map<TopicPartition, LogPosition> committed = new HashMap<>();
    private long lastPassed = System.nanoTime();

    AssignedPositions(Consumer<byte[], byte[]> consumer, BatchTransaction transaction, ProcessingPositions positions) {
        this.consumer = consumer;
        this.transaction = transaction;
        this.positions = positions;
    }

    /** Returns whether the positions of all partitions are valid, also of those that other instances process. */
    boolean verify() {
        return positions.verify();
    }

    void assigned(Collection<TopicPartition> partitions) {
        unchecked.addAll(partitions);
    }

    void revoked(Collection<TopicPartition> partitions) {
        partitions.forEach(unchecked::remove);
        committed.keySet().removeAll(partitions);
    }

    /**
     * Checks the last verification, and newly assigned partitions. Returns false if Kafka does not answer; polled records must then not
     * be processed.
     *
     * @throws InvalidPositionException if a position is invalid
     */
    boolean check() {
        positions.requireValid();
        try {
            return unchecked.isEmpty() || begin();
        } catch (RetriableException e) {
            LOG.warnf("Positions of %s are not verified yet: %s", unchecked, e.toString());
            return false;
        }
    }

    /**
     * Begins the unchecked partitions. One that the group has never begun gets its first offset in the transaction that records its
     * beginning, so that the group never has one without the other.
     */
    private boolean begin() {
        Map<TopicPartition, OffsetAndMetadata> found = consumer.committed(unchecked);
        Map<TopicPartition, LogPosition> starts = positions.starts(found);
        List<ProducerRecord<byte[], byte[]>> begun = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        starts.forEach((partition, start) -> {
            begun.add(positions.begun(partition, Objects.requireNonNull(start.topicId())));
            if (found.get(partition) == null) {
                first.put(partition, start.toCommit());
            }
        });
        if (!begun.isEmpty() && !transaction.commit(begun, first, consumer.groupMetadata())) {
            return false;
        }
        committed.putAll(starts);
        unchecked.removeAll(starts.keySet());
        return true;
    }

    /**
     * Commits the consumer's offsets after a poll without records: they pass transaction markers, and records of aborted transactions.
     * Retention may delete these before another record is read, and would otherwise seem to have deleted unread records.
     *
     * @param excluded partitions with polled records that are not processed
     */
    void passMarkers(Set<TopicPartition> excluded) {
        if (System.nanoTime() - lastPassed < PASS_INTERVAL.toNanos()) {
            return;
        }
        lastPassed = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> passed = new HashMap<>();
        for (Map.Entry<TopicPartition, LogPosition> entry : committed.entrySet()) {
            if (excluded.contains(entry.getKey())) {
                continue;
            }
            LogPosition position = new LogPosition(entry.getValue().topicId(), consumer.position(entry.getKey()));
            if (position.offset() > entry.getValue().offset()) {
                passed.put(entry.getKey(), position.toCommit());
                entry.setValue(position);
            }
        }
        if (!passed.isEmpty()) {
            // If it fails, the group's offsets pass them with the next record.
            var unused = transaction.commit(List.of(), passed, consumer.groupMetadata());
        }
    }

    /** Returns the offsets to commit with a batch, with the topics' ids. */
    Map<TopicPartition, OffsetAndMetadata> toCommit(Batch batch, ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        batch.offsets().forEach((partition, offset) -> {
            long next = PolledOffsets.next(polled, partition, offset.offset());
            offsets.put(partition, new LogPosition(topicId(partition), next).toCommit());
        });
        return offsets;
    }

    /** Records that offsets are committed. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> committed.put(partition, LogPosition.of(offset)));
    }

    private @Nullable Uuid topicId(TopicPartition partition) {
        LogPosition last = committed.get(partition);
        return last == null ? null : last.topicId();
    }
}
