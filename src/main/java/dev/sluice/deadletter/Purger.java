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
 * Deletes letters that are dealt with, and takes back their marks. Kafka deletes from the start of a partition only: a letter
 * that is open keeps all those behind it. For worker threads.
 */
@Singleton
class Purger {

    private static final Logger LOG = Logger.getLogger(Purger.class);

    private final DeadLetterConsumers consumers;
    private final RedriveSessions turns;
    private final ResolutionLog marks;
    private final DeadLettersConfig config;
    private final DeadLetterMeters meters;
    private final KafkaAdmin kafka;

    Purger(
            DeadLetterConsumers consumers,
            RedriveSessions turns,
            ResolutionLog marks,
            DeadLettersConfig config,
            DeadLetterMeters meters,
            KafkaAdmin kafka) {
        this.consumers = consumers;
        this.turns = turns;
        this.marks = marks;
        this.config = config;
        this.meters = meters;
        this.kafka = kafka;
    }

    /** What is deleted of each partition, or would be. */
    @RegisterForReflection
    record Purge(boolean dryRun, List<Part> partitions) {

        static final String EXAMPLE = """
                {"dryRun": false, "partitions": [{"partition": 2, "letters": 17, "before": 18}]}""";
    }

    /**
     * The start of a partition.
     *
     * @param letters how many it has there that are dealt with
     * @param before the offset of the first record that stays
     */
    @RegisterForReflection
    record Part(int partition, long letters, long before) {}

    /**
     * Deletes what is dealt with at the start of each partition, or tells what that would be.
     *
     * @param topic of dead letters
     * @throws HttpProblem if there is no such topic, this replica redrives, or Kafka does not answer. What was deleted stays
     *     deleted; a repeat goes on with the rest
     */
    Purge purge(String topic, boolean dryRun, String by) {
        return consumers.with(consumer -> {
            ClusterTopicNames topics = ClusterTopicNames.now(consumer, config);
            List<TopicPartition> partitions = topics.deadLetters(topic).stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .toList();
            if (partitions.isEmpty()) {
                throw DeadLetterProblem.UNKNOWN.with(topic + " is no topic of dead letters");
            }
            if (dryRun) {
                marks.refresh(consumer, topics.requireMarks());
                return new Purge(true, parts(partitions, consumer));
            }
            try (RedriveSession turn = turns.begin(consumer, topics)) {
                List<Part> parts = parts(partitions, consumer);
                for (Part part : parts) {
                    delete(new TopicPartition(topic, part.partition()), part.before(), turn);
                    meters.purged(part.letters());
                }
                LOG.infof("%s has purged %s: %s", by, topic, parts);
                return new Purge(false, parts);
            }
        });
    }

    private List<Part> parts(List<TopicPartition> partitions, Consumer<byte[], byte[]> consumer) {
        List<Part> parts = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            DeadLetterScanner scan =
                    new DeadLetterScanner(consumer, List.of(partition), null, null, config.readTimeout());
            long letters = 0;
            @Nullable DeadLetter letter = scan.next();
            while (letter != null && marks.state(letter) != DeadLetterState.OPEN) {
                letters++;
                letter = scan.next();
            }
            long before = letter == null ? scan.end(partition) : letter.place().offset();
            parts.add(new Part(partition.partition(), letters, before));
        }
        return parts;
    }

    /** The letters first: without its mark one that is still there would be sent again. */
    private void delete(TopicPartition partition, long before, RedriveSession turn) {
        try {
            kafka.call(admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all());
        } catch (KafkaException e) {
            LOG.warnf(e, "Kafka did not delete the letters of %s", partition);
            throw KafkaExceptionMapper.unavailable("The letters of " + partition + " could not be deleted: "
                    + e.getClass().getSimpleName());
        }
        turn.unmark(marks.before(partition, before));
    }
}
