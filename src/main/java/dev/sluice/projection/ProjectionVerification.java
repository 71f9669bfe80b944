package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.kafka.InvalidPosition;
import dev.sluice.kafka.InvalidPositions;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaConfig;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.ComponentSwitches;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Compares the tables' positions with the logs of the projected topics: for each generation of the consumer group, and at an
 * interval. Safe for any thread; a verification blocks on the database and Kafka.
 */
@ApplicationScoped
class ProjectionVerification {

    private static final Duration QUERY_LIMIT = Duration.ofSeconds(5);
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private final Database database;
    private final PartitionOffsets offsets;
    private final List<String> topics;
    private final boolean isActive;
    private final InvalidPositions invalid;
    private final BackgroundRetry.Task task;
    private volatile boolean wasValid;

    ProjectionVerification(
            Database database,
            KafkaAdmin kafka,
            ProjectionPositions positions,
            @ConfigProperty(name = ProjectionChannel.TOPICS) Optional<List<String>> topics,
            @ConfigProperty(name = ComponentSwitches.PROJECTION) boolean isActive,
            KafkaConfig config,
            BackgroundRetry retry,
            MeterRegistry meters) {
        this.database = database;
        this.offsets = new PartitionOffsets(kafka);
        this.topics = topics.orElse(List.of());
        this.isActive = isActive;
        this.invalid = new InvalidPositions("projection", "rebuild the projection to read it", meters);
        this.task = retry.every(config.positionsInterval(), "Verification of positions", MAX_DELAY, () -> {
            positions.restartIfReadable(verify().invalid().keySet());
            return true;
        });
    }

    /**
     * The result of a verification.
     *
     * @param topicIds the ids of the projected topics
     * @param invalid the partitions that must not be read
     */
    record Verified(Map<String, Uuid> topicIds, Map<TopicPartition, InvalidPosition> invalid) {}

    void start(@Observes StartupEvent event) {
        if (isActive && database.isConfigured()) {
            task.start();
        }
    }

    /**
     * Verifies the positions now.
     *
     * @throws RuntimeException if the database or Kafka does not answer
     */
    synchronized Verified verify() {
        if (!database.isMigrated()) {
            throw new IllegalStateException("the database is not migrated");
        }
        // Before the logs: a position that is read after them may be ahead of them.
        Map<TopicPartition, LogPosition> stored =
                ProjectionTables.Positions.read(database.connections()).await().atMost(QUERY_LIMIT);
        Map<String, Uuid> ids = new HashMap<>();
        Map<TopicPartition, InvalidPosition> found = new HashMap<>();
        offsets.ofTopics(topics).forEach((partition, log) -> {
            if (log instanceof PartitionLog.Present present) {
                ids.put(partition.topic(), present.topicId());
                Optional.ofNullable(stored.get(partition))
                        .flatMap(position -> position.check(present))
                        .ifPresent(reason -> found.put(partition, reason));
            }
        });
        identify(stored, ids, found.keySet());
        invalid.report(found);
        wasValid = wasValid || found.isEmpty();
        return new Verified(ids, found);
    }

    /** Adds topic ids to the positions of an earlier release, for topics without an invalid position. */
    private void identify(
            Map<TopicPartition, LogPosition> stored, Map<String, Uuid> ids, Set<TopicPartition> invalidPartitions) {
        Map<String, Uuid> missing = new HashMap<>();
        stored.forEach((partition, position) -> {
            Uuid id = ids.get(partition.topic());
            if (position.topicId() == null && id != null) {
                missing.put(partition.topic(), id);
            }
        });
        invalidPartitions.forEach(partition -> missing.remove(partition.topic()));
        if (!missing.isEmpty()) {
            ProjectionTables.Positions.identify(database.connections(), missing)
                    .await()
                    .atMost(QUERY_LIMIT);
        }
    }

    /** Returns the invalid partitions of the last verification. */
    Set<TopicPartition> invalidPartitions() {
        return new HashSet<>(invalid.current().keySet());
    }

    /** Returns whether all positions were valid once. */
    boolean wasValid() {
        return wasValid;
    }

    /** Adds the invalid positions to a health check, or why they are not known. */
    void describe(HealthCheckResponseBuilder response) {
        invalid.describe(response);
        if (!wasValid && invalid.current().isEmpty()) {
            response.withData(
                    "reason", task.failure().isEmpty() ? "the positions are not verified yet" : task.failure());
        }
    }
}
