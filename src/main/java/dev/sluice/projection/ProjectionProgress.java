package dev.sluice.projection;

import dev.sluice.kafka.KnownTopics;
import dev.sluice.kafka.KnownTopics.KnownTopic;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.ReceiptPosition;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import dev.sluice.projection.BoundedQueries.ReadFailedException.Reason;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the projection, for queries that wait for an event. All waiting queries share a poll of the tables'
 * positions, which runs only while queries wait. Safe for any thread.
 */
@ApplicationScoped
public class ProjectionProgress {

    /** Poll interval; the upper bound of the latency that it adds to a waiting query. */
    private static final int POLL_MILLIS = 20;

    private final BoundedQueries queries;
    private final ProjectionConfig config;
    private final List<String> topics;
    private final KnownTopics cluster;
    private final Vertx vertx;
    private final Semaphore permits;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();

    ProjectionProgress(
            BoundedQueries queries,
            ProjectionConfig config,
            @ConfigProperty(name = ProjectionChannel.TOPICS) Optional<List<String>> topics,
            KnownTopics cluster,
            Vertx vertx) {
        this.queries = queries;
        this.config = config;
        this.topics = List.copyOf(topics.orElse(List.of()));
        this.cluster = cluster;
        this.vertx = vertx;
        this.permits = new Semaphore(config.maxWaiting());
    }

    void watchTopics(@Observes StartupEvent event, ActiveComponents components) {
        if (components.has(Component.QUERY)) {
            cluster.watch(topics);
        }
    }

    /** Returns the projected topics. A position in another topic is never reached. */
    public List<String> topics() {
        return topics;
    }

    /**
     * Waits until the record at a position is in the tables, for at most {@link ProjectionConfig#maxWait()}. Does not
     * block. A cancelled result no longer counts as waiting.
     *
     * @return the position; fails with {@link ReadFailedException}, immediately if the log cannot have the position
     */
    public Uni<ReceiptPosition> awaitPosition(ReceiptPosition position) {
        return impossible(position).isEmpty()
                ? await(position)
                // A partition may be newer than the last look at the cluster.
                : cluster.refresh().chain(refreshed -> impossible(position)
                        .map(reason -> Uni.createFrom().<ReceiptPosition>failure(reason))
                        .orElseGet(() -> await(position)));
    }

    /** Returns why no record can have a position; empty if one can, or if Kafka has not been available since the start. */
    private Optional<ReadFailedException> impossible(ReceiptPosition position) {
        TopicPartition partition = position.record().partition();
        KnownTopic topic = cluster.find(partition.topic()).orElse(null);
        if (topic == null) {
            return Optional.empty();
        }
        if (!position.isOf(topic.id())) {
            return Optional.of(new ReadFailedException(
                    Reason.GONE,
                    "The position belongs to an earlier topic %s, which was deleted; its events are no longer in the log"
                            .formatted(partition.topic())));
        }
        return partition.partition() < topic.partitions()
                ? Optional.empty()
                : Optional.of(new ReadFailedException(
                        Reason.NO_SUCH_PARTITION,
                        "must be a position in one of the partitions of %s, 0 to %d"
                                .formatted(partition.topic(), topic.partitions() - 1)));
    }

    private Uni<ReceiptPosition> await(ReceiptPosition position) {
        return Uni.createFrom().deferred(() -> {
            // Without a database, fail immediately.
            var unused = queries.connections();
            if (!permits.tryAcquire()) {
                throw new ReadFailedException(
                        Reason.TOO_MANY_WAITING,
                        config.maxWaiting() + " queries are waiting for the projection; try again later");
            }
            Context context = vertx.getOrCreateContext();
            Waiter waiter = new Waiter(position);
            return Uni.createFrom()
                    .<ReceiptPosition>emitter(emitter -> {
                        waiter.emitter = emitter;
                        waiters.add(waiter);
                        poll();
                    })
                    .onTermination()
                    .invoke(() -> remove(waiter))
                    .ifNoItem()
                    .after(config.maxWait())
                    .recoverWithUni(() -> Uni.createFrom().failure(waiter.behind()))
                    // One poll completes many queries. Each continues on its own event loop.
                    .emitOn(work -> context.runOnContext(ignored -> work.run()));
        });
    }

    private void remove(Waiter waiter) {
        if (waiters.remove(waiter)) {
            permits.release();
        }
    }

    private void poll() {
        if (!waiters.isEmpty() && polling.compareAndSet(false, true)) {
            Uni.createFrom()
                    .deferred(() -> BoundedQueries.bounded(ProjectionTables.Positions.read(queries.connections())))
                    .subscribe()
                    .with(this::complete, this::fail);
        }
    }

    private void complete(Map<TopicPartition, LogPosition> positions) {
        try {
            waiters.forEach(waiter -> waiter.complete(positions));
        } finally {
            pollAgain();
        }
    }

    /** Fails all waiters: the queries that they wait to make would fail, too. */
    private void fail(Throwable failure) {
        try {
            waiters.forEach(waiter -> waiter.fail(failure));
        } finally {
            pollAgain();
        }
    }

    private void pollAgain() {
        if (waiters.isEmpty()) {
            polling.set(false);
            // A waiter that came before this line relied on the poll that has just ended.
            poll();
        } else {
            vertx.setTimer(POLL_MILLIS, timer -> {
                polling.set(false);
                poll();
            });
        }
    }

    /** A query that waits for a position. */
    private static final class Waiter {

        private final ReceiptPosition position;
        private volatile @Nullable UniEmitter<? super ReceiptPosition> emitter;
        private volatile @Nullable LogPosition next;

        Waiter(ReceiptPosition position) {
            this.position = position;
        }

        void complete(Map<TopicPartition, LogPosition> positions) {
            LogPosition stored = positions.get(position.record().partition());
            next = stored;
            UniEmitter<? super ReceiptPosition> waiting = emitter;
            if (waiting != null
                    && stored != null
                    && position.isOf(stored.topicId())
                    && stored.offset() > position.record().offset()) {
                waiting.complete(position);
            }
        }

        void fail(Throwable failure) {
            UniEmitter<? super ReceiptPosition> waiting = emitter;
            if (waiting != null) {
                waiting.fail(failure);
            }
        }

        ReadFailedException behind() {
            return new ReadFailedException(Reason.BEHIND, detail() + "; try again later");
        }

        private String detail() {
            LogPosition stored = next;
            RecordPosition record = position.record();
            if (stored == null) {
                return "No record of partition " + record.partition() + " is projected yet";
            }
            return position.isOf(stored.topicId())
                    ? "The projection of %s has not reached offset %d, its next offset is %d"
                            .formatted(record.partition(), record.offset(), stored.offset())
                    : "The topic of %s was recreated, and the projection is not rebuilt yet"
                            .formatted(record.partition());
        }
    }
}
