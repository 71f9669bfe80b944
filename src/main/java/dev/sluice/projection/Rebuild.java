package dev.sluice.projection;

import dev.sluice.kafka.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;

/**
 * The rebuild of the tables from the log. The new tables replace the live ones, which are read and written meanwhile,
 * as soon as they have caught up. Records that PostgreSQL rejects are not dead-lettered again. For one thread, which
 * blocks on Kafka and the database.
 */
final class Rebuild {

    private static final Logger LOG = Logger.getLogger(Rebuild.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<byte[], byte[]> consumer;
    private final ShadowTables tables;
    private final BatchWriter writer;
    private final Map<String, Uuid> topicIds;
    private final List<TopicPartition> partitions;

    /**
     * @param topicIds the ids of the projected topics
     * @param writer the writer to the shadow tables
     */
    Rebuild(Consumer<byte[], byte[]> consumer, Map<String, Uuid> topicIds, ShadowTables tables, BatchWriter writer) {
        this.consumer = consumer;
        this.tables = tables;
        this.writer = writer;
        this.topicIds = topicIds;
        this.partitions = topicIds.keySet().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        // Must precede the queries of offsets: until 4.4, Kafka's client warns of unassigned partitions (KAFKA-20449).
        consumer.assign(partitions);
    }

    /**
     * Compares the live tables with the log.
     *
     * @return a description of each range of records that the tables have and the log has lost; empty if a rebuild
     *     loses nothing
     */
    List<String> losses() {
        Map<TopicPartition, Long> kept = tables.firstOffsets();
        Map<TopicPartition, LogPosition> positions = tables.currentPositions();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<String> losses = new ArrayList<>();
        consumer.beginningOffsets(partitions).forEach((partition, begin) -> {
            if (kept.getOrDefault(partition, begin) < begin) {
                losses.add("%s begins at offset %d, but the tables begin at offset %d"
                        .formatted(partition, begin, kept.get(partition)));
            }
            LogPosition position = positions.get(partition);
            long end = ends.getOrDefault(partition, 0L);
            if (position != null && isOfAnotherTopic(partition, position)) {
                losses.add("%s belongs to a recreated topic, but the tables have %d offsets of the topic with the id %s"
                        .formatted(partition, position.offset(), position.topicId()));
            } else if (position != null && position.offset() > end) {
                losses.add("%s ends at offset %d, but the tables are at offset %d: the topic was recreated"
                        .formatted(partition, end, position.offset()));
            }
        });
        return losses;
    }

    private boolean isOfAnotherTopic(TopicPartition partition, LogPosition position) {
        return position.topicId() != null && !position.topicId().equals(topicIds.get(partition.topic()));
    }

    /** Rebuilds and replaces the tables. Returns the number of records read. */
    long run() {
        tables.create();
        consumer.seekToBeginning(partitions);
        long records = 0;
        long reported = System.nanoTime();
        do {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                writer.write(polled, Runnable::run);
                records += polled.count();
            }
            if (System.nanoTime() - reported > REPORT_NANOS) {
                reported = System.nanoTime();
                LOG.infof("Projection rebuild in progress: %d records", records);
            }
        } while (!hasCaughtUp(tables.currentPositions()) || !tables.replaceIf(this::hasCaughtUp));
        return records;
    }

    /**
     * Returns whether each partition is read up to the live tables' position, or to its end if its topic was recreated.
     */
    private boolean hasCaughtUp(Map<TopicPartition, LogPosition> positions) {
        Map<TopicPartition, LogPosition> ahead = new HashMap<>(positions);
        ahead.keySet().retainAll(partitions);
        ahead.entrySet()
                .removeIf(position -> !isOfAnotherTopic(position.getKey(), position.getValue())
                        && consumer.position(position.getKey())
                                >= position.getValue().offset());
        return ahead.isEmpty()
                || consumer.endOffsets(ahead.keySet()).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
