package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.InvalidPosition;
import dev.sluice.kafka.InvalidPositions;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.KafkaConfig;
import dev.sluice.kafka.LogPosition;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.ComponentSwitches;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The verification of the group's positions, also of partitions that other instances process: before this instance joins the group,
 * and at an interval. Safe for any thread; a verification blocks on Kafka.
 */
@ApplicationScoped
class ProcessingPositions {

    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private final GroupPositions positions;
    private final BegunPartitions begunPartitions;
    private final boolean isActive;
    private final InvalidPositions invalid;
    private final BackgroundRetry.Task task;
    private volatile boolean wasValid;

    ProcessingPositions(
            KafkaAdmin kafka,
            KafkaClients clients,
            EventCatalog catalog,
            ProcessingConfig config,
            KafkaConfig interval,
            @ConfigProperty(name = ComponentSwitches.PROCESSING) boolean isActive,
            BackgroundRetry retry,
            MeterRegistry meters) {
        String group = config.groupId();
        this.begunPartitions = new BegunPartitions(clients, config.partitionsTopic(), group);
        this.positions = new GroupPositions(kafka, begunPartitions, catalog.consumedTopics(), group);
        this.isActive = isActive && !catalog.consumedTopics().isEmpty();
        this.invalid = new InvalidPositions(
                "processing", "reset the offsets of the group " + group + " to where it has to continue", meters);
        this.task = retry.every(interval.positionsInterval(), "Verification of positions", MAX_DELAY, () -> {
            verify();
            return true;
        });
    }

    /** The state of a group that must not be continued. {@link InvalidPositions} has logged the reason. */
    static final class InvalidPositionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidPositionException() {
            super("positions of the group are invalid", null, false, false);
        }
    }

    void start(@Observes StartupEvent event) {
        if (isActive) {
            task.start();
        }
    }

    /**
     * Verifies the positions of all partitions now. Returns whether all are valid.
     *
     * @throws RuntimeException if Kafka does not answer
     */
    synchronized boolean verify() {
        Map<TopicPartition, InvalidPosition> found = positions.check(false);
        if (!found.isEmpty()) {
            // Between the answers to the first check the group may have begun partitions, or committed and lost old
            // records.
            found.keySet().retainAll(positions.check(true).keySet());
        }
        invalid.report(found);
        wasValid = wasValid || found.isEmpty();
        return found.isEmpty();
    }

    /**
     * Returns the positions at which assigned partitions are read.
     *
     * @param committed the committed offsets, with null for partitions that have none
     * @throws InvalidPositionException if one of them is invalid
     * @throws RuntimeException if Kafka does not answer
     */
    Map<TopicPartition, LogPosition> starts(Map<TopicPartition, @Nullable OffsetAndMetadata> committed) {
        return positions.starts(committed);
    }

    /** Returns the record that remembers that the group has begun a partition. */
    ProducerRecord<byte[], byte[]> begun(TopicPartition partition, Uuid topicId) {
        return begunPartitions.record(partition, topicId);
    }

    /** @throws InvalidPositionException if the last verification found an invalid position */
    void requireValid() {
        if (!invalid.current().isEmpty()) {
            throw new InvalidPositionException();
        }
    }

    /** Returns whether all positions were valid once. */
    boolean wasValid() {
        return wasValid;
    }

    /** Returns whether all positions were valid at the last verification. */
    boolean isValid() {
        return wasValid && invalid.current().isEmpty();
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
