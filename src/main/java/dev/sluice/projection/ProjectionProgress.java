package dev.sluice.projection;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.projection.ReadFailedException.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far the tables have come, for queries that have to see what was published before them. All that wait share one query
 * of the positions, again and again; nobody asks while nobody waits. Safe for any thread.
 */
@ApplicationScoped
public class ProjectionProgress {

    /** So much later than it could a query sees what it waits for, at most. */
    private static final int PAUSE_MILLIS = 20;

    private final BoundedQueries reads;
    private final ProjectionConfig config;
    private final List<String> topics;
    private final Vertx vertx;
    private final Semaphore places;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();

    ProjectionProgress(
            BoundedQueries reads,
            ProjectionConfig config,
            @ConfigProperty(name = ProjectionChannel.TOPICS) List<String> topics,
            Vertx vertx) {
        this.reads = reads;
        this.config = config;
        this.topics = List.copyOf(topics);
        this.vertx = vertx;
        this.places = new Semaphore(config.maxWaiting());
    }

    /** The topics that are projected: of others no position is ever reached. */
    public List<String> topics() {
        return topics;
    }

    /**
     * Waits until what lies at a position is in the tables, for {@link ProjectionConfig#maxWait()} at most. To cancel it
     * gives its place to another. Does not block.
     *
     * @return fails with {@link ReadFailedException}
     */
    public Uni<RecordPosition> reach(RecordPosition position) {
        return Uni.createFrom().deferred(() -> {
            // Without a database there is nothing to wait for.
            var unused = reads.pool();
            if (!places.tryAcquire()) {
                throw new ReadFailedException(Reason.TOO_MANY_WAITING, config.maxWaiting() + " queries wait already");
            }
            Context context = vertx.getOrCreateContext();
            Waiting place = new Waiting(position);
            return Uni.createFrom()
                    .<RecordPosition>emitter(emitter -> {
                        place.emitter = emitter;
                        waiting.add(place);
                        ask();
                    })
                    .onTermination()
                    .invoke(() -> leave(place))
                    .ifNoItem()
                    .after(config.maxWait())
                    .recoverWithUni(() -> Uni.createFrom().failure(place.behind()))
                    // Many are told at once: each goes on with its own thread.
                    .emitOn(work -> context.runOnContext(none -> work.run()));
        });
    }

    private void leave(Waiting place) {
        if (waiting.remove(place)) {
            places.release();
        }
    }

    private void ask() {
        if (!waiting.isEmpty() && asking.compareAndSet(false, true)) {
            Uni.createFrom()
                    .deferred(() -> BoundedQueries.bounded(PositionTable.read(reads.pool())))
                    .subscribe()
                    .with(this::tell, this::tell);
        }
    }

    private void tell(Map<TopicPartition, Long> positions) {
        try {
            waiting.forEach(place -> place.see(positions));
        } finally {
            askAgain();
        }
    }

    /** The query that they wait to make would fail too. */
    private void tell(Throwable failure) {
        try {
            waiting.forEach(place -> place.fail(failure));
        } finally {
            askAgain();
        }
    }

    private void askAgain() {
        if (waiting.isEmpty()) {
            asking.set(false);
            // Somebody may have come before that, and have been told that somebody asks.
            ask();
        } else {
            vertx.setTimer(PAUSE_MILLIS, timer -> {
                asking.set(false);
                ask();
            });
        }
    }

    /** One who waits. */
    private static final class Waiting {

        private final RecordPosition position;
        private volatile @Nullable UniEmitter<? super RecordPosition> emitter;
        private volatile @Nullable Long next;

        Waiting(RecordPosition position) {
            this.position = position;
        }

        void see(Map<TopicPartition, Long> positions) {
            Long seen = positions.get(position.partition());
            next = seen;
            UniEmitter<? super RecordPosition> told = emitter;
            if (told != null && seen != null && seen > position.offset()) {
                told.complete(position);
            }
        }

        void fail(Throwable failure) {
            UniEmitter<? super RecordPosition> told = emitter;
            if (told != null) {
                told.fail(failure);
            }
        }

        ReadFailedException behind() {
            Long seen = next;
            return new ReadFailedException(
                    Reason.BEHIND,
                    seen == null
                            ? "Nothing of " + position.partition() + " is projected yet"
                            : "%s is projected up to before offset %d, and %d is waited for"
                                    .formatted(position.partition(), seen, position.offset()));
        }
    }
}
