package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.sluice.kafka.KafkaAdmin;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Removes drift: requests the changes, and polls until Kafka shows them. Other processes may do the same concurrently.
 * For threads that may block.
 */
@Singleton
class TopicReconciler {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int RETRY_MILLIS = 200;

    private final KafkaAdmin kafka;
    private final ClusterTopics cluster;
    private final TopicChanges changes;

    TopicReconciler(KafkaAdmin kafka, ClusterTopics cluster, TopicChanges changes) {
        this.kafka = kafka;
        this.cluster = cluster;
        this.changes = changes;
    }

    /**
     * Removes drift, within about 30 seconds.
     *
     * @param selected selects the differences to remove
     * @return the selected differences that remain, each with the reason
     * @throws KafkaException if Kafka does not answer
     */
    List<String> reconcile(Collection<TopicSpec> declared, Predicate<TopicDrift> selected) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Set<String> created = new TreeSet<>();
        Map<TopicDrift, KafkaException> failures = new HashMap<>();
        while (true) {
            boolean late = System.nanoTime() > deadline;
            try {
                List<TopicDrift> remaining =
                        cluster.drift(declared).stream().filter(selected).toList();
                List<TopicDrift> removable = remaining.stream()
                        .filter(TopicDrift::isApplicable)
                        .filter(drift -> !isFinal(failures.get(drift)))
                        .toList();
                if (removable.isEmpty() || late) {
                    created.removeAll(missing(remaining));
                    awaitLeaders(declared, created, deadline);
                    return remaining.stream()
                            .map(drift -> describe(drift, failures.get(drift)))
                            .toList();
                }
                created.addAll(missing(removable));
                failures.putAll(changes.apply(declared, removable));
            } catch (RetriableException e) {
                if (late) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static Set<String> missing(Collection<TopicDrift> drift) {
        return drift.stream()
                .filter(TopicDrift.Missing.class::isInstance)
                .map(TopicDrift::topic)
                .collect(toSet());
    }

    /**
     * Returns whether a retry cannot help. It can if a concurrent process made the same change first and its result is
     * not visible yet.
     */
    private static boolean isFinal(@Nullable KafkaException failure) {
        return failure != null
                && !(failure instanceof RetriableException)
                && !(failure instanceof TopicExistsException)
                && !(failure instanceof InvalidPartitionsException);
    }

    private static String describe(TopicDrift drift, @Nullable KafkaException failure) {
        if (failure != null) {
            return drift.text() + " (" + failure.getMessage() + ")";
        }
        return drift.text() + (drift.isApplicable() ? "" : ", which Sluice does not change");
    }

    /**
     * Waits until each partition of the created topics has a leader that knows of it. A leader that rejects the very
     * first batch of a producer and accepts its second then rejects the first as out of order until that batch expires.
     */
    private void awaitLeaders(Collection<TopicSpec> declared, Set<String> created, long deadline) {
        Map<TopicPartition, OffsetSpec> partitions = declared.stream()
                .filter(topic -> created.contains(topic.name()))
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
        while (!partitions.isEmpty()) {
            try {
                // Only a leader answers this request.
                kafka.call(admin -> admin.listOffsets(partitions).all());
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
