package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The membership of this process in the projection's consumer group. It joins once the database accepts writes. If the
 * database has not done so for {@link ProjectionConfig#maxOutage()}, it leaves its partitions to replicas that may reach
 * it, and takes part again once it can.
 */
@ApplicationScoped
class ProjectionMembership {

    private static final Logger LOG = Logger.getLogger(ProjectionMembership.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** The channel polls at all times, and a consumer that polls needs a subscription. No topic matches this one. */
    private static final Pattern NO_TOPIC = Pattern.compile("(?!)");

    private final ProjectionPositions positions;
    private final GenerationWriter writer;
    private final Duration maxOutage;
    private final Database database;
    private final ChannelRegistry channels;
    private final KafkaClientService clients;
    private final BackgroundRetry.Task check;
    private final Set<String> topics;
    private State state = State.WAITING;
    private long lastSuccess = System.nanoTime();

    /** The states of the membership. */
    private enum State {
        /** The channel does not poll yet, so its consumer is in no group. */
        WAITING,
        MEMBER,
        /** The channel polls, but its consumer has no partitions. */
        LEFT
    }

    ProjectionMembership(
            ProjectionPositions positions,
            GenerationWriter writer,
            ProjectionConfig config,
            Database database,
            ChannelRegistry channels,
            KafkaClientService clients,
            BackgroundRetry retry,
            @ConfigProperty(name = ProjectionChannel.TOPICS) Optional<List<String>> topics) {
        this.positions = positions;
        this.writer = writer;
        this.maxOutage = config.maxOutage();
        this.database = database;
        this.channels = channels;
        this.clients = clients;
        this.check = retry.every(INTERVAL, "Projection's check of the database", INTERVAL, this::check);
        this.topics = Set.copyOf(topics.orElse(List.of()));
    }

    void start(@Observes StartupEvent event, ActiveComponents components) {
        if (components.has(Component.PROJECTION) && database.isConfigured() && !topics.isEmpty()) {
            check.start();
        }
    }

    /** Joins or leaves the group. Blocks on the database and on Kafka. */
    private synchronized boolean check() {
        try {
            if (!database.isMigrated()) {
                throw new IllegalStateException("the database is not migrated");
            }
            positions.refresh();
        } catch (RuntimeException e) {
            long now = System.nanoTime();
            if (Math.min(now - lastSuccess, now - positions.lastAdvance()) > maxOutage.toNanos()) {
                leave();
            }
            throw e;
        }
        lastSuccess = System.nanoTime();
        // A write whose connection was lost can take its time to fail, and nothing is written until then.
        if (!writer.isWriting()) {
            join();
        }
        return true;
    }

    /** Has no effect on a member. */
    synchronized void join() {
        switch (state) {
            case WAITING -> {
                PausableChannel channel = channels.getPausable(ProjectionChannel.PROJECTION);
                channel.resume();
            }
            case LEFT -> {
                LOG.info("Projection takes part again: the database accepts writes");
                subscribe((consumer, listener) -> consumer.subscribe(topics, listener));
            }
            case MEMBER -> {}
        }
        state = State.MEMBER;
    }

    /** Has no effect on a process that is not a member. Writes in progress end as superseded. */
    synchronized void leave() {
        if (state == State.MEMBER) {
            LOG.warnf(
                    "Projection leaves its partitions to other replicas: the database has not accepted writes for %d s",
                    maxOutage.toSeconds());
            subscribe((consumer, listener) -> consumer.subscribe(NO_TOPIC, listener));
            state = State.LEFT;
        }
    }

    private interface Subscription {
        void replace(Consumer<?, ?> consumer, ConsumerRebalanceListener listener);
    }

    /** Replaces the subscription on the polling thread, between two polls. */
    private void subscribe(Subscription subscription) {
        // The listener of the channel, which calls that of this package, is only known to SmallRye's implementation
        // (4.33).
        ReactiveKafkaConsumer<?, ?> client =
                (ReactiveKafkaConsumer<?, ?>) clients.getConsumer(ProjectionChannel.PROJECTION);
        client.runOnPollingThread(consumer -> {
                    // Kafka's client does not replace topics by a pattern directly.
                    consumer.unsubscribe();
                    subscription.replace(consumer, client.getRebalanceListener());
                })
                .subscribe()
                .with(replaced -> {}, failure -> LOG.warn("Projection's subscription not replaced", failure));
    }
}
