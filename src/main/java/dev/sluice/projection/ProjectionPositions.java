package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.PolledOffsets;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The start positions of the channel's consumer. After each rebalance it continues from the positions in the tables and
 * ignores the offsets of its group. So tables that were set back are filled again, as after a restored backup or a
 * failover that lost rows. {@link ProjectionVerification} finds positions that do not fit the log.
 *
 * <p>The rebalance waits for no server: the consumer continues from the positions as this process last read or wrote
 * them. If they have advanced since, it reads some records again, which the writer skips.
 */
@ApplicationScoped
@Default
@Identifier(ProjectionChannel.PROJECTION)
class ProjectionPositions implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ProjectionPositions.class);
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(3);

    private final Database database;
    private final KafkaClientService clients;
    private final Map<TopicPartition, LogPosition> known = new ConcurrentHashMap<>();
    private CompletableFuture<Map<TopicPartition, LogPosition>> reading = CompletableFuture.completedFuture(Map.of());
    private volatile long lastAdvance = System.nanoTime();
    private volatile @Nullable Generation current;

    ProjectionPositions(Database database, KafkaClientService clients) {
        this.database = database;
        this.clients = clients;
    }

    /**
     * A generation of the consumer group.
     *
     * @param partitions the partitions of this process
     * @param positions the positions that were known when the generation began
     * @param unread the partitions with records that were polled in this generation and not written. Only the next generation reads
     *     them, because it begins at the positions
     */
    record Generation(
            int id,
            Set<TopicPartition> partitions,
            Map<TopicPartition, LogPosition> positions,
            Set<TopicPartition> unread) {}

    /** Returns the generation of the last rebalance; empty before the first one. */
    Optional<Generation> current() {
        return Optional.ofNullable(current);
    }

    /** Returns whether a generation is that of the last rebalance. Records of earlier ones must not be written. */
    boolean isCurrent(int generation) {
        return current().filter(last -> last.id() == generation).isPresent();
    }

    /** A rebalance moves the consumer to the positions as they were last {@linkplain #refresh() read}. */
    void restart(String reason) {
        clients.getConsumer(ProjectionChannel.PROJECTION)
                .runOnPollingThread(consumer -> {
                    consumer.enforceRebalance(reason);
                })
                .subscribe()
                .with(requested -> {}, failure -> LOG.warn("Rebalance request failed", failure));
    }

    /**
     * Restarts if the current generation does not read a partition whose position has become valid.
     *
     * @param invalid the partitions whose positions are invalid
     * @throws RuntimeException as {@link #refresh()}
     */
    void restartIfReadable(Set<TopicPartition> invalid) {
        if (current().filter(last -> !invalid.containsAll(last.unread())).isPresent()) {
            refresh();
            restart("positions have become valid");
        }
    }

    /**
     * Reads the positions from the tables. Blocks for up to three seconds.
     *
     * @throws RuntimeException if the database does not answer, or would not accept a write from this process
     */
    synchronized void refresh() {
        if (reading.isDone()) {
            // At most one statement waits for a database that does not answer.
            reading = ProjectionTables.Positions.readForWriting(database.connections())
                    .subscribeAsCompletionStage();
        }
        Map<TopicPartition, LogPosition> read =
                Uni.createFrom().completionStage(reading).await().atMost(QUERY_LIMIT);
        known.keySet().retainAll(read.keySet());
        known.putAll(read);
    }

    /**
     * Remembers that the records of a batch are in the tables.
     *
     * @param topicIds the ids of the records' topics
     */
    void advance(ConsumerRecords<?, ?> written, Map<String, Uuid> topicIds) {
        for (TopicPartition partition : written.partitions()) {
            long next = PolledOffsets.next(written, partition);
            known.put(partition, new LogPosition(topicIds.get(partition.topic()), next));
        }
        lastAdvance = System.nanoTime();
    }

    /** Returns the {@link System#nanoTime()} of the last {@link #advance}, or of the start. */
    long lastAdvance() {
        return lastAdvance;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> added) {
        Map<TopicPartition, LogPosition> positions = Map.copyOf(known);
        for (TopicPartition partition : consumer.assignment()) {
            LogPosition position = positions.get(partition);
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position.offset());
            }
        }
        current = new Generation(
                consumer.groupMetadata().generationId(),
                Set.copyOf(consumer.assignment()),
                positions,
                ConcurrentHashMap.newKeySet());
    }
}
