package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.ComponentSwitches;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The start positions of the channel's consumer. After each rebalance it continues from the positions in the tables and
 * ignores the offsets of its group. So tables that were set back are filled again, as after a restored backup or a
 * failover that lost rows.
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
    private volatile @Nullable Generation current;
    private volatile Set<String> unread = Set.of();

    ProjectionPositions(Database database, BackgroundRetry retry, MeterRegistry meters) {
        this.database = database;
        this.retry = retry;
        Gauge.builder("sluice.projection.unread.partitions", this, positions -> positions.unread.size())
                .description("Partitions of recreated topics, which are not read until the projection is rebuilt")
                .register(meters);
    }

    /**
     * A generation of the consumer group.
     *
     * @param positions the next offset of each partition that the tables knew when the generation began
     */
    record Generation(int id, Map<TopicPartition, Long> positions) {}

    /**
     * Reports UP once the group has assigned partitions, and while all of them are read. Processes that also have the
     * role ingress do not run this check: they serve clients whatever the state of the projection.
     */
    @Readiness
    @ApplicationScoped
    @LookupIfProperty(name = ComponentSwitches.PROJECTION, stringValue = "true")
    @LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "false")
    static class ReadinessCheck implements HealthCheck {

        private final Database database;
        private final ProjectionPositions positions;

        ReadinessCheck(Database database, ProjectionPositions positions) {
            this.database = database;
            this.positions = positions;
        }

        @Override
        public HealthCheckResponse call() {
            Set<String> unread = positions.unread();
            boolean isAssigned = positions.current().isPresent();
            var response = HealthCheckResponse.named("projection").status(isAssigned && unread.isEmpty());
            if (!isAssigned) {
                response.withData("reason", waitingFor());
            } else if (!unread.isEmpty()) {
                response.withData("unread", String.join(", ", unread))
                        .withData("reason", "topic was recreated; rebuild the projection to read it");
            }
            return response.build();
        }

        private String waitingFor() {
            if (!database.isConfigured()) {
                return "no database is configured";
            }
            return database.isMigrated()
                    ? "the consumer group has not assigned partitions yet"
                    : "the database is not migrated";
        }
    }

    /** Returns the generation of the last rebalance; empty before the first one. */
    Optional<Generation> current() {
        return Optional.ofNullable(current);
    }

    /** Returns whether a generation is that of the last rebalance. Records of earlier ones must not be written. */
    boolean isCurrent(int generation) {
        return current().filter(last -> last.id() == generation).isPresent();
    }

    /** Returns the partitions of recreated topics, as of the last rebalance. They are not read. */
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
        current = new Generation(consumer.groupMetadata().generationId(), positions);
        findRecreatedTopics(consumer, positions);
    }

    /** A partition that ends before the tables' position belongs to a recreated topic. */
    private void findRecreatedTopics(Consumer<?, ?> consumer, Map<TopicPartition, Long> positions) {
        Set<String> shorter = new TreeSet<>();
        try {
            consumer.endOffsets(consumer.assignment()).forEach((partition, end) -> {
                long position = positions.getOrDefault(partition, 0L);
                if (position > end) {
                    shorter.add(partition.toString());
                    LOG.errorf(
                            "Partition %s is not read: it ends at offset %d, but the tables are at offset %d. The topic was "
                                    + "recreated; rebuild the projection to read it",
                            partition, end, position);
                }
            });
        } catch (KafkaException e) {
            LOG.debug("End offsets are not available", e);
        }
        unread = shorter;
    }

    private Map<TopicPartition, Long> awaitPositions() {
        boolean logged = false;
        while (true) {
            try {
                if (database.isMigrated()) {
                    return ProjectionTables.Positions.read(database.pool())
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
