package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import dev.sluice.runtime.Component;
import dev.sluice.tracing.TracedStatements;
import dev.sluice.tracing.Traces;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.Deserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the channel brings into the database, a poll at a time. Its offsets are committed once the database has it;
 * while it has not, nothing more is polled, and the consumer stays in its group.
 */
@ApplicationScoped
class ProjectionChannel {

    static final String ORDER_PROJECTION = "order-projection";
    /** The configuration key of the topics that are projected. */
    static final String TOPICS = "mp.messaging.incoming." + ORDER_PROJECTION + ".topics";

    private static final Logger LOG = Logger.getLogger(ProjectionChannel.class);
    /** Whatever it waits for ends within half a minute, and few such waits are one attempt, or one refused record. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    private final Database database;
    private final ProjectionConfig config;
    private final ActiveComponents roles;
    private final List<Projector> projectors;
    private final ProjectionPositions positions;
    private final KafkaClientService channels;
    private final EventDecoder decoder;
    private final DeadLetterSender deadLetters;
    private final ProjectionMeters meters;
    private final Traces traces;
    private final TracedStatements statements;
    private final String group;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "sluice-projection"));
    private final BackgroundRetry retry;
    private final StallDetector watch = new StallDetector(STUCK, System::nanoTime);
    private @Nullable BatchWriter writer;
    private int generation;

    ProjectionChannel(
            Database database,
            ProjectionConfig config,
            ActiveComponents roles,
            @All List<Projector> projectors,
            ProjectionPositions positions,
            KafkaClientService channels,
            EventCatalog catalog,
            SchemaRegistry registry,
            Instance<Deserializer<Object>> deserializers,
            KafkaClients kafka,
            @ConfigProperty(name = "mp.messaging.incoming." + ORDER_PROJECTION + ".group.id") String group,
            Clock clock,
            ProjectionMeters meters,
            Traces traces,
            TracedStatements statements,
            BackgroundRetry retry) {
        this.database = database;
        this.config = config;
        this.roles = roles;
        this.projectors = projectors;
        this.positions = positions;
        this.channels = channels;
        this.decoder = new EventDecoder(catalog, registry, deserializers.get());
        this.deadLetters = new DeadLetterSender(new DeadLetters(clock), group, () -> kafka.producer(config.producer()));
        this.meters = meters;
        this.traces = traces;
        this.statements = statements;
        this.retry = retry;
        this.group = group;
    }

    void start(@Observes StartupEvent event) {
        if (roles.has(Component.PROJECTION) && !database.isConfigured()) {
            LOG.warn("The projection waits for ever: no database is configured, and sluice.roles has the projection");
        }
    }

    /** Whether only a restart helps. */
    boolean isStuck() {
        return watch.isOver();
    }

    /** Ends when the batch is written, or nobody needs it any more, and does not fail. */
    @Incoming(ORDER_PROJECTION)
    Uni<Void> project(
            ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata) {
        return project(records, metadata.getConsumerGroupGenerationId());
    }

    Uni<Void> project(ConsumerRecords<byte[], byte[]> records, int polledIn) {
        return Uni.createFrom().voidItem().emitOn(thread).chain(() -> {
            writeUntilDone(records, polledIn);
            // The next one comes when this one is written; at the end of the application it never is.
            return retry.isStopped()
                    ? Uni.createFrom().nothing()
                    : Uni.createFrom().voidItem();
        });
    }

    /** What was polled before a rebalance is polled again after it, from where the tables stand. */
    private void writeUntilDone(ConsumerRecords<byte[], byte[]> records, int polledIn) {
        Backoff backoff = new Backoff(config.backoff(), config.maxBackoff());
        while (!retry.isStopped() && positions.last().generation() == polledIn) {
            Duration wait;
            watch.goesOn();
            try {
                write(records);
                return;
            } catch (PositionRegressedException e) {
                LOG.errorf("The projection reads the log again: %s", e.getMessage());
                beginAgain();
                return;
            } catch (RuntimeException e) {
                meters.failed();
                wait = backoff.next();
                LOG.warnf("The projection waits for %d ms: %s", wait.toMillis(), DatabaseFailures.describe(e));
                LOG.debug("It failed so", e);
            } finally {
                watch.rests();
            }
            var unused = retry.pause(wait);
        }
    }

    private void write(ConsumerRecords<byte[], byte[]> records) {
        if (!database.isMigrated()) {
            throw new IllegalStateException("the database is not migrated");
        }
        ProjectionPositions.Start start = positions.last();
        BatchWriter current = writer;
        if (current == null || generation != start.generation()) {
            generation = start.generation();
            current = new BatchWriter(
                    decoder,
                    new ProjectionTransaction(
                            database.pool(), null, projectors, start.positions(), config.maxTransactionTime(), meters),
                    (record, reason, cause) -> {
                        watch.goesOn();
                        deadLetters.send(record, reason, cause);
                    },
                    meters);
            writer = current;
        }
        BatchWriter writing = current;
        traces.batch("process", "process", group, records, span -> writing.write(records, statements.under(span)));
    }

    /** A rebalance takes the consumer to where the tables stand. */
    private void beginAgain() {
        channels.getConsumer(ORDER_PROJECTION)
                .runOnPollingThread(consumer -> {
                    consumer.enforceRebalance("the tables were set back");
                })
                .subscribe()
                .with(asked -> {}, failure -> LOG.warn("The consumer was not asked to begin again", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdown();
        deadLetters.close();
    }
}
