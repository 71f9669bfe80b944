package dev.sluice.deadletter;

import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaExceptionMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes resolved dead letters and their resolutions. Kafka deletes from the start of a partition only, so the first
 * open dead letter of a partition and all later ones stay. For worker threads: its methods block on Kafka.
 */
@Singleton
class Purger {

    private static final Logger LOG = Logger.getLogger(Purger.class);

    private final DeadLetterConsumers consumers;
    private final RedriveSession.Factory sessions;
    private final ResolutionLog resolutions;
    private final DeadLettersConfig config;
    private final DeadLetterMeters meters;
    private final KafkaAdmin kafka;

    Purger(
            DeadLetterConsumers consumers,
            RedriveSession.Factory sessions,
            ResolutionLog resolutions,
            DeadLettersConfig config,
            DeadLetterMeters meters,
            KafkaAdmin kafka) {
        this.consumers = consumers;
        this.sessions = sessions;
        this.resolutions = resolutions;
        this.config = config;
        this.meters = meters;
        this.kafka = kafka;
    }

    /** The outcome of a purge, or of its dry run. */
    @RegisterForReflection
    record Purge(boolean dryRun, List<Part> partitions) {

        static final String EXAMPLE = """
                {"dryRun": false, "partitions": [{"partition": 2, "letters": 17, "before": 18}]}""";

        /** Returns the number of dead letters in all partitions. */
        long count() {
            return partitions.stream().mapToLong(Part::letters).sum();
        }
    }

    /**
     * The resolved dead letters at the start of a partition.
     *
     * @param letters the number of these dead letters
     * @param before the offset of the first record that stays
     */
    @RegisterForReflection
    record Part(int partition, long letters, long before) {}

    /**
     * Deletes the resolved dead letters at the start of each partition of a topic, or reports which ones it would
     * delete.
     *
     * @throws HttpProblem if there is no such dead-letter topic, this replica has an open session, or Kafka does not
     *     delete the records. Earlier partitions stay purged; a repeated purge resumes with the rest
     * @throws KafkaException if Kafka does not answer before anything is deleted
     */
    Purge purge(String topic, boolean dryRun) {
        return consumers.with(consumer -> {
            TopicSnapshot topics = TopicSnapshot.fetch(consumer, config);
            List<TopicPartition> partitions = topics.deadLetterPartitions(topic).stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .toList();
            if (partitions.isEmpty()) {
                throw DeadLetterProblem.UNKNOWN.with(topic + " is not a dead-letter topic of this cluster");
            }
            if (dryRun) {
                resolutions.refresh(consumer, topics.requireResolutionPartitions());
                return new Purge(true, resolvedParts(partitions, consumer));
            }
            try (RedriveSession session = sessions.open(consumer, topics)) {
                List<Part> parts = resolvedParts(partitions, consumer);
                for (Part part : parts) {
                    delete(new TopicPartition(topic, part.partition()), part.before(), session);
                    meters.purged(part.letters());
                }
                return new Purge(false, parts);
            }
        });
    }

    private List<Part> resolvedParts(List<TopicPartition> partitions, Consumer<byte[], byte[]> consumer) {
        List<Part> parts = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            DeadLetterScanner scanner =
                    new DeadLetterScanner(consumer, List.of(partition), null, null, config.readTimeout());
            long count = 0;
            @Nullable DeadLetter deadLetter = scanner.next();
            while (deadLetter != null && resolutions.state(deadLetter) != DeadLetter.State.OPEN) {
                count++;
                deadLetter = scanner.next();
            }
            long before = deadLetter == null
                    ? scanner.end(partition)
                    : deadLetter.position().offset();
            parts.add(new Part(partition.partition(), count, before));
        }
        return parts;
    }

    /**
     * Deletes the dead letters before their resolutions: one that lost its resolution first would be redriven again.
     */
    private void delete(TopicPartition partition, long before, RedriveSession session) {
        try {
            kafka.call(admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all());
        } catch (KafkaException e) {
            LOG.warnf(e, "Purge of %s failed", partition);
            throw KafkaExceptionMapper.unavailable("The dead letters of " + partition + " could not be deleted ("
                    + e.getClass().getSimpleName() + "); repeat the purge");
        }
        session.deleteResolutions(resolutions.before(partition, before));
    }
}
