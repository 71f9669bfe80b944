package dev.sluice.projection;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import dev.sluice.projection.BoundedQueries.ReadFailedException.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
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
    private final Vertx vertx;
    private final Semaphore permits;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();

    ProjectionProgress(
            BoundedQueries queries,
            ProjectionConfig config,
            @ConfigProperty(name = ProjectionChannel.TOPICS) Optional<List<String>> topics,
            Vertx vertx) {
        this.queries = queries;
        this.config = config;
        this.topics = List.copyOf(topics.orElse(List.of()));
        this.vertx = vertx;
        this.permits = new Semaphore(config.maxWaiting());
    }

    /** Returns the projected topics. A position in another topic is never reached. */
    public List<String> topics() {
        return topics;
    }

    /**
     * Waits until the record at a position is in the tables, for at most {@link ProjectionConfig#maxWait()}. Does not
     * block. A cancelled result no longer counts as waiting.
     *
     * @return the position; fails with {@link ReadFailedException}
     */
    public Uni<RecordPosition> awaitPosition(RecordPosition position) {
        return Uni.createFrom().deferred(() -> {
            // Without a database, fail immediately.
            var unused = queries.pool();
            if (!permits.tryAcquire()) {
                throw new ReadFailedException(
                        Reason.TOO_MANY_WAITING,
                        config.maxWaiting() + " queries are waiting for the projection; try again later");
            }
            Context context = vertx.getOrCreateContext();
            Waiter waiter = new Waiter(position);
            return Uni.createFrom()
                    .<RecordPosition>emitter(emitter -> {
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
                    .deferred(() -> BoundedQueries.bounded(ProjectionTables.Positions.read(queries.pool())))
                    .subscribe()
                    .with(this::complete, this::fail);
        }
    }

    private void complete(Map<TopicPartition, Long> positions) {
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

        private final RecordPosition position;
        private volatile @Nullable UniEmitter<? super RecordPosition> emitter;
        private volatile @Nullable Long nextOffset;

        Waiter(RecordPosition position) {
            this.position = position;
        }

        void complete(Map<TopicPartition, Long> positions) {
            Long next = positions.get(position.partition());
            nextOffset = next;
            UniEmitter<? super RecordPosition> waiting = emitter;
            if (waiting != null && next != null && next > position.offset()) {
                waiting.complete(position);
            }
        }

        void fail(Throwable failure) {
            UniEmitter<? super RecordPosition> waiting = emitter;
            if (waiting != null) {
                waiting.fail(failure);
            }
        }

        ReadFailedException behind() {
            Long next = nextOffset;
            return new ReadFailedException(
                    Reason.BEHIND,
                    next == null
                            ? "No record of partition " + position.partition() + " is projected yet; try again later"
                            : "The projection of %s has not reached offset %d, its next offset is %d; try again later"
                                    .formatted(position.partition(), position.offset(), next));
        }
    }
}
