package dev.sluice.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Makes the tables anew from the log, beside those that are read and written meanwhile, and puts them in their place once
 * they are as far. What the database refuses was a dead letter the first time, and is none again. For one thread, which
 * waits for Kafka and the database.
 */
final class Rebuild {

    private static final Logger LOG = Logger.getLogger(Rebuild.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<byte[], byte[]> consumer;
    private final ShadowTables tables;
    private final BatchWriter writer;
    private final List<TopicPartition> partitions;

    /** @param writer into the shadow tables */
    Rebuild(Consumer<byte[], byte[]> consumer, Collection<String> topics, ShadowTables tables, BatchWriter writer) {
        this.consumer = consumer;
        this.tables = tables;
        this.writer = writer;
        this.partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        // Before offsets are asked for: Kafka's client warns of partitions that are not assigned (KAFKA-20449, until
        // 4.4).
        consumer.assign(partitions);
    }

    /**
     * What the tables have of the log, and the log has not any more.
     *
     * @return the partitions, with the offsets of the first records in the tables and in the log; empty if there is nothing
     */
    List<String> losses() {
        Map<TopicPartition, Long> kept = tables.firstOffsets();
        Map<TopicPartition, Long> positions = tables.currentPositions();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<String> losses = new ArrayList<>();
        consumer.beginningOffsets(partitions).forEach((partition, begin) -> {
            if (kept.getOrDefault(partition, begin) < begin) {
                losses.add("%s begins at offset %d, and the tables at %d"
                        .formatted(partition, begin, kept.get(partition)));
            }
            if (positions.getOrDefault(partition, 0L) > ends.getOrDefault(partition, 0L)) {
                losses.add("%s ends at offset %d, and the tables at %d: it was made anew"
                        .formatted(partition, ends.get(partition), positions.get(partition)));
            }
        });
        return losses;
    }

    /** Returns how many records were read, once the new tables are in their place. */
    long run() {
        tables.create();
        consumer.seekToBeginning(partitions);
        long records = 0;
        long told = System.nanoTime();
        do {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                writer.write(polled, Runnable::run);
                records += polled.count();
            }
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                LOG.infof("Rebuilt from %d records so far", records);
            }
        } while (!hasReached(tables.currentPositions()) || !tables.replaceIf(this::hasReached));
        return records;
    }

    /** As far as the others; of a log that was made anew, as far as there is one. */
    private boolean hasReached(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> ahead = new HashMap<>(positions);
        ahead.keySet().retainAll(partitions);
        ahead.entrySet().removeIf(stand -> consumer.position(stand.getKey()) >= stand.getValue());
        return ahead.isEmpty()
                || consumer.endOffsets(ahead.keySet()).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
