package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The resolutions of dead letters: an in-memory copy of the compacted resolutions topic as of the last refresh. Safe
 * for any thread; one refreshes at a time while others wait, each for at most {@code sluice.dead-letters.read-timeout}
 * without progress.
 */
@Singleton
class ResolutionLog {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final int limit;
    private final Duration readTimeout;
    private final KafkaAdmin kafka;
    private final CleanupPolicies policies;
    private final Map<TopicPartition, NavigableMap<Long, Resolution>> resolutions = new HashMap<>();
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();
    /** The ids of the cluster's topics as of the last refresh. */
    private Map<String, Uuid> topicIds = Map.of();

    private int size;
    private volatile boolean compacted;

    ResolutionLog(DeadLettersConfig config, KafkaAdmin kafka, CleanupPolicies policies) {
        this.topic = config.resolutionsTopic();
        this.limit = config.maxResolutions();
        this.readTimeout = config.readTimeout();
        this.kafka = kafka;
        this.policies = policies;
    }

    /**
     * Checks that the resolutions topic is compacted, with a request to Kafka until the check has succeeded once.
     *
     * @throws HttpProblem if records of the topic expire; their dead letters would be redriven again
     * @throws KafkaException if Kafka does not answer
     */
    void requireCompacted() {
        if (compacted) {
            return;
        }
        String policy = policies.of(List.of(topic)).get(topic);
        if (policy != null && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw DeadLetterProblem.NO_RESOLUTIONS_TOPIC.with("The topic " + topic + " has cleanup.policy=" + policy
                    + ", so resolutions would expire and dead letters would be redriven again;"
                    + " set cleanup.policy=compact");
        }
        compacted = policy != null;
    }

    /**
     * Reads all resolutions that are committed now.
     *
     * @param consumer the consumer to read with; its assignment is empty afterwards
     * @param partitions the partitions of the resolutions topic
     * @throws HttpProblem if there are more than {@code sluice.dead-letters.max-resolutions}
     * @throws TimeoutException if Kafka returns no records for {@code sluice.dead-letters.read-timeout}
     */
    synchronized void refresh(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<String, Uuid> before = topicIds;
        topicIds = fetchTopicIds();
        // Assigned before the offset requests: Kafka warns about unassigned partitions (KAFKA-20449, until 4.4).
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (!Objects.equals(before.get(topic), topicIds.get(topic))
                || !nextOffsets.keySet().equals(ends.keySet())
                || nextOffsets.entrySet().stream()
                        .anyMatch(next -> next.getValue() > ends.getOrDefault(next.getKey(), 0L))) {
            // The topic was recreated or has more partitions than at the last refresh.
            clear();
        }
        partitions.forEach(partition -> consumer.seek(
                partition, Math.max(nextOffsets.getOrDefault(partition, 0L), starts.getOrDefault(partition, 0L))));
        long progress = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                apply(record);
                progress = System.nanoTime();
            }
            if (System.nanoTime() - progress > readTimeout.toNanos()) {
                throw new TimeoutException("No records from " + topic + " within " + readTimeout);
            }
        }
        partitions.forEach(partition -> nextOffsets.put(partition, consumer.position(partition)));
        consumer.assign(List.of());
    }

    /** Returns the resolution of a dead letter; empty if it is open. */
    Optional<Resolution> find(DeadLetter deadLetter) {
        return find(deadLetter.position(), deadLetter.time());
    }

    /**
     * Returns the resolution of the dead letter at a position; empty if it is open.
     *
     * @param time the dead letter's timestamp in milliseconds since 1970
     */
    synchronized Optional<Resolution> find(RecordPosition position, long time) {
        NavigableMap<Long, Resolution> inPartition = resolutions.get(position.partition());
        return inPartition == null
                ? Optional.empty()
                : Optional.ofNullable(inPartition.get(position.offset()))
                        .filter(resolution -> resolution.isOf(
                                time, topicIds.get(position.partition().topic())));
    }

    /** Returns the id of a topic as of the last refresh; null if it does not exist. */
    synchronized @Nullable Uuid topicId(String name) {
        return topicIds.get(name);
    }

    private Map<String, Uuid> fetchTopicIds() {
        Map<String, Uuid> ids = new HashMap<>();
        kafka.call(admin -> admin.listTopics().namesToListings())
                .forEach((name, listing) -> ids.put(name, listing.topicId()));
        return ids;
    }

    DeadLetter.State state(DeadLetter deadLetter) {
        return find(deadLetter).map(Resolution::state).orElse(DeadLetter.State.OPEN);
    }

    /** Returns the positions in a partition of dead letters that have a resolution and lie before an offset. */
    synchronized List<RecordPosition> before(TopicPartition partition, long offset) {
        NavigableMap<Long, Resolution> inPartition = resolutions.get(partition);
        return inPartition == null
                ? List.of()
                : inPartition.headMap(offset).keySet().stream()
                        .map(resolved -> new RecordPosition(partition, resolved))
                        .toList();
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        // Recorded with each record, so that a refresh after an interrupted one resumes here.
        nextOffsets.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        Optional<RecordPosition> position =
                record.key() == null ? Optional.empty() : RecordPosition.parse(new String(record.key(), UTF_8));
        if (position.isEmpty()) {
            return;
        }
        NavigableMap<Long, Resolution> inPartition =
                resolutions.computeIfAbsent(position.get().partition(), partition -> new TreeMap<>());
        size -= inPartition.remove(position.get().offset()) == null ? 0 : 1;
        Optional<Resolution> resolution = record.value() == null ? Optional.empty() : Resolution.parse(record.value());
        if (resolution.isPresent()) {
            inPartition.put(position.get().offset(), resolution.get());
            size++;
        }
        if (size > limit) {
            clear();
            throw DeadLetterProblem.TOO_MANY_RESOLUTIONS.with("The topic " + topic + " has more than " + limit
                    + " resolutions; raise sluice.dead-letters.max-resolutions, then purge the dead-letter topics");
        }
    }

    private void clear() {
        resolutions.clear();
        nextOffsets.clear();
        size = 0;
    }
}
