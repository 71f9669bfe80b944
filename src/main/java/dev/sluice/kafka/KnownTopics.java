package dev.sluice.kafka;

import dev.sluice.runtime.BackgroundRetry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Uuid;

/**
 * The ids and the numbers of partitions of topics, as of the last look at the cluster, for code that must not wait for Kafka.
 * Thread-safe.
 */
@Singleton
public class KnownTopics {

    private static final Duration MAX_DELAY = Duration.ofSeconds(5);
    /** Bounds how often requests that name unknown partitions make Sluice ask Kafka. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private final PartitionOffsets cluster;
    private final BackgroundRetry.Task task;
    private final Uni<Boolean> refresh;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile Map<String, KnownTopic> known = Map.of();

    KnownTopics(KafkaAdmin kafka, KafkaConfig config, BackgroundRetry retry) {
        this.cluster = new PartitionOffsets(kafka);
        this.task = retry.every(config.positionsInterval(), "Look-up of topic ids", MAX_DELAY, this::lookUp);
        this.refresh = Uni.createFrom()
                .item(this::lookUp)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .recoverWithItem(false)
                .memoize()
                .forFixedDuration(SHORTEST_INTERVAL);
    }

    /**
     * A topic of the cluster.
     *
     * @param idText the id in Kafka's text form
     */
    public record KnownTopic(Uuid id, String idText, int partitions) {}

    /** Looks topics up from now on, at the interval {@code sluice.kafka.positions-interval}. */
    public void watch(Collection<String> topics) {
        watched.addAll(topics);
        if (!watched.isEmpty() && started.compareAndSet(false, true)) {
            task.start();
        }
    }

    /** Returns a topic; empty if it does not exist, is not watched, or Kafka has not responded yet. */
    public Optional<KnownTopic> find(String topic) {
        return Optional.ofNullable(known.get(topic));
    }

    /** Looks the watched topics up now, at most once a second. Does not block. The result is false if Kafka does not respond. */
    public Uni<Boolean> refresh() {
        return refresh;
    }

    private boolean lookUp() {
        known = cluster.topics(watched);
        return true;
    }
}
