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
 * Makes topics as they are declared: asks for the changes, and looks until they are seen. Others may do the same meanwhile.
 * For threads that may wait.
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
     * Removes differences, within 30 seconds or little more.
     *
     * @param wanted those to remove
     * @return those of them that are left, each with the reason
     * @throws KafkaException if Kafka does not answer
     */
    List<String> apply(Collection<TopicSpec> declared, Predicate<TopicDifference> wanted) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        Set<String> created = new TreeSet<>();
        Map<TopicDifference, KafkaException> failures = new HashMap<>();
        while (true) {
            boolean late = System.nanoTime() > limit;
            try {
                List<TopicDifference> left =
                        cluster.differences(declared).stream().filter(wanted).toList();
                List<TopicDifference> next = left.stream()
                        .filter(TopicDifference::isApplicable)
                        .filter(difference -> !isFinal(failures.get(difference)))
                        .toList();
                if (next.isEmpty() || late) {
                    created.removeAll(missing(left));
                    awaitLeaders(declared, created, limit);
                    return left.stream()
                            .map(difference -> reason(difference, failures.get(difference)))
                            .toList();
                }
                created.addAll(missing(next));
                failures.putAll(changes.make(declared, next));
            } catch (RetriableException e) {
                if (late) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static Set<String> missing(Collection<TopicDifference> differences) {
        return differences.stream()
                .filter(TopicDifference.Missing.class::isInstance)
                .map(TopicDifference::topic)
                .collect(toSet());
    }

    /** Another process that does the same may have been first, and that may not be seen yet. */
    private static boolean isFinal(@Nullable KafkaException failure) {
        return failure != null
                && !(failure instanceof RetriableException)
                && !(failure instanceof TopicExistsException)
                && !(failure instanceof InvalidPartitionsException);
    }

    private static String reason(TopicDifference difference, @Nullable KafkaException failure) {
        if (failure != null) {
            return difference.text() + " (" + failure.getMessage() + ")";
        }
        return difference.text() + (difference.isApplicable() ? "" : ", which Sluice does not change");
    }

    /**
     * Waits until each partition has a leader that knows of it. If one refuses a producer's very first batch and takes its
     * second, it takes the first one as out of order ever after, until its time is up.
     */
    private void awaitLeaders(Collection<TopicSpec> declared, Set<String> created, long limit) {
        Map<TopicPartition, OffsetSpec> partitions = declared.stream()
                .filter(topic -> created.contains(topic.name()))
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
        while (!partitions.isEmpty()) {
            try {
                // Only a leader answers this.
                kafka.call(admin -> admin.listOffsets(partitions).all());
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() > limit) {
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
