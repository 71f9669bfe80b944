package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.kafka.LogPosition;
import dev.sluice.runtime.BackgroundRetry;
import io.smallrye.common.annotation.Identifier;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The start positions of the channel's consumer. After each rebalance it continues from the positions in the tables and
 * ignores the offsets of its group. So tables that were set back are filled again, as after a restored backup or a
 * failover that lost rows. {@link ProjectionVerification} finds positions that do not fit the log.
 *
 * <p>The consumer's polling thread blocks here until the database is available. The group removes the consumer after
 * {@code max.poll.interval.ms}; it rejoins by itself.
 */
@ApplicationScoped
@Default
@Identifier(ProjectionChannel.PROJECTION)
class ProjectionPositions implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ProjectionPositions.class);
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Database database;
    private final BackgroundRetry retry;
    private final KafkaClientService clients;
    private volatile @Nullable Generation current;

    ProjectionPositions(Database database, BackgroundRetry retry, KafkaClientService clients) {
        this.database = database;
        this.retry = retry;
        this.clients = clients;
    }

    /**
     * A generation of the consumer group.
     *
     * @param positions the tables' positions when the generation began
     * @param unread the partitions with records that were polled in this generation and not written. Only the next generation reads
     *     them, because it begins at the tables' positions
     */
    record Generation(int id, Map<TopicPartition, LogPosition> positions, Set<TopicPartition> unread) {}

    /** Returns the generation of the last rebalance; empty before the first one. */
    Optional<Generation> current() {
        return Optional.ofNullable(current);
    }

    /** Returns whether a generation is that of the last rebalance. Records of earlier ones must not be written. */
    boolean isCurrent(int generation) {
        return current().filter(last -> last.id() == generation).isPresent();
    }

    /** A rebalance moves the consumer to the tables' positions, in a new generation. */
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
     */
    void restartIfReadable(Set<TopicPartition> invalid) {
        if (current().filter(last -> !invalid.containsAll(last.unread())).isPresent()) {
            restart("positions have become valid");
        }
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> added) {
        Map<TopicPartition, LogPosition> positions = awaitPositions();
        for (TopicPartition partition : consumer.assignment()) {
            LogPosition position = positions.get(partition);
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position.offset());
            }
        }
        current = new Generation(consumer.groupMetadata().generationId(), positions, ConcurrentHashMap.newKeySet());
    }

    private Map<TopicPartition, LogPosition> awaitPositions() {
        boolean logged = false;
        while (true) {
            try {
                if (database.isMigrated()) {
                    return ProjectionTables.Positions.read(database.connections())
                            .await()
                            .atMost(QUERY_LIMIT);
                }
            } catch (RuntimeException e) {
                LOG.debug("Reading the projection's positions failed", e);
            }
            if (!logged) {
                LOG.warn("Projection is waiting for the database");
                logged = true;
            }
            if (!retry.pause(RETRY)) {
                throw new CancellationException("the application stops");
            }
        }
    }
}
