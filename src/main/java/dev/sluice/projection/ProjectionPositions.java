package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.runtime.BackgroundRetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Where the channel's consumer begins after each rebalance: where the tables stand, whatever offsets its group has. So tables
 * that were set back are filled again, as after a failover that lost what was not replicated yet, or a restored backup.
 *
 * <p>The consumer's own thread waits here for the database: without it there is nothing to do. Its group takes it out after
 * {@code max.poll.interval.ms}, and it comes back by itself.
 */
@ApplicationScoped
@Default
@Identifier(ProjectionChannel.ORDER_PROJECTION)
class ProjectionPositions implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ProjectionPositions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Database database;
    private final BackgroundRetry retry;
    private volatile Start start = new Start(-1, Map.of());
    private volatile Set<String> unread = Set.of();

    ProjectionPositions(Database database, BackgroundRetry retry, MeterRegistry meters) {
        this.database = database;
        this.retry = retry;
        Gauge.builder("sluice.projection.unread.partitions", this, positions -> positions.unread.size())
                .description("Partitions that were made anew, and are not read until the projection is rebuilt")
                .register(meters);
    }

    /**
     * The last rebalance.
     *
     * @param generation the group's: what was polled in another one is not to be written
     * @param positions of the tables, for those partitions that they know
     */
    record Start(int generation, Map<TopicPartition, Long> positions) {}

    Start last() {
        return start;
    }

    /** Whether the group has ever told what is to be read, and the tables from where. */
    boolean isKnown() {
        return start.generation() >= 0;
    }

    /** Those of its partitions that ended before where the tables stand, when it was last assigned some. */
    Set<String> unread() {
        return unread;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> added) {
        Map<TopicPartition, Long> positions = awaitPositions();
        for (TopicPartition partition : consumer.assignment()) {
            Long position = positions.get(partition);
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
        }
        start = new Start(consumer.groupMetadata().generationId(), positions);
        warnOfNewLogs(consumer, positions);
    }

    private void warnOfNewLogs(Consumer<?, ?> consumer, Map<TopicPartition, Long> positions) {
        Set<String> shorter = new TreeSet<>();
        try {
            consumer.endOffsets(consumer.assignment()).forEach((partition, end) -> {
                long position = positions.getOrDefault(partition, 0L);
                if (position > end) {
                    shorter.add(partition.toString());
                    LOG.errorf(
                            "%s ends at offset %d, and the tables have read it up to %d: it was made anew, and is not read "
                                    + "until the projection is rebuilt",
                            partition, end, position);
                }
            });
        } catch (KafkaException e) {
            LOG.debug("Where the log ends is not known", e);
        }
        unread = shorter;
    }

    private Map<TopicPartition, Long> awaitPositions() {
        boolean told = false;
        while (true) {
            try {
                if (database.isMigrated()) {
                    return PositionTable.read(database.pool()).await().atMost(PATIENCE);
                }
            } catch (RuntimeException e) {
                LOG.debug("The database does not tell where the tables stand", e);
            }
            if (!told) {
                LOG.warn("The projection waits for the database");
                told = true;
            }
            if (!retry.pause(RETRY)) {
                throw new CancellationException("the application stops");
            }
        }
    }
}
