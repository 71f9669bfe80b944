package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.projection.ProjectionTransaction.PositionRegressedException;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ComponentSwitches;
import dev.sluice.runtime.ShutdownLimit;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The channel whose records are written into the database, a poll at a time. A poll's offsets are committed after its
 * records are written. Until then, nothing more is polled, and the consumer stays in its group.
 */
@ApplicationScoped
class ProjectionChannel {

    static final String PROJECTION = "projection";
    /** The configuration key of the projected topics. */
    static final String TOPICS = "mp.messaging.incoming." + PROJECTION + ".topics";
    /** The configuration key of the consumer group. */
    static final String GROUP_ID = "mp.messaging.incoming." + PROJECTION + ".group.id";

    private static final Logger LOG = Logger.getLogger(ProjectionChannel.class);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private final GenerationWriter writer;
    private final ProjectionPositions positions;
    private final ProjectionConfig config;
    private final ActiveComponents components;
    private final Database database;
    private final ProjectionMeters meters;
    private final BackgroundRetry retry;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "projection"));

    ProjectionChannel(
            GenerationWriter writer,
            ProjectionPositions positions,
            ProjectionConfig config,
            ActiveComponents components,
            Database database,
            ProjectionMeters meters,
            BackgroundRetry retry) {
        this.writer = writer;
        this.positions = positions;
        this.config = config;
        this.components = components;
        this.database = database;
        this.meters = meters;
        this.retry = retry;
    }

    /** Reports DOWN if the projection thread is stuck. Outages of PostgreSQL or Kafka do not affect it. */
    @Liveness
    @ApplicationScoped
    @LookupIfProperty(name = ComponentSwitches.PROJECTION, stringValue = "true")
    static class LivenessCheck implements HealthCheck {

        private final GenerationWriter writer;

        LivenessCheck(GenerationWriter writer) {
            this.writer = writer;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("projection")
                    .status(!writer.isStalled())
                    .build();
        }
    }

    void start(@Observes StartupEvent event) {
        if (components.has(Component.PROJECTION) && config.topics().isPresent() && !database.isConfigured()) {
            LOG.warn("Projection cannot start: sluice.roles includes projection, but no database is configured");
        }
    }

    /**
     * Writes a poll's records. The result completes when they are written or a rebalance supersedes them; it never
     * fails.
     */
    @Incoming(PROJECTION)
    Uni<Void> project(
            ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata) {
        return project(records, metadata.getConsumerGroupGenerationId());
    }

    /** @param polledIn generation of the consumer group in which the records were polled */
    Uni<Void> project(ConsumerRecords<byte[], byte[]> records, int polledIn) {
        return Uni.createFrom()
                .voidItem()
                .emitOn(thread)
                .chain(() -> {
                    writeUntilDone(records, polledIn);
                    return retry.isStopped() ? neverWritten() : Uni.createFrom().voidItem();
                })
                .onFailure(RejectedExecutionException.class)
                .recoverWithUni(ProjectionChannel::neverWritten);
    }

    /** At shutdown, records may not be written. Their offsets would be committed on completion, so it never completes. */
    private static Uni<Void> neverWritten() {
        return Uni.createFrom().nothing();
    }

    /** Records that were polled before a rebalance are polled again after it, from the tables' positions. */
    private void writeUntilDone(ConsumerRecords<byte[], byte[]> records, int polledIn) {
        Backoff backoff = new Backoff(config.backoff(), config.maxBackoff());
        while (!retry.isStopped() && positions.isCurrent(polledIn)) {
            Duration delay;
            try {
                writer.write(records);
                return;
            } catch (PositionRegressedException e) {
                LOG.errorf("Projection tables were set back, reading the log again: %s", e.getMessage());
                positions.restart("the tables were set back");
                return;
            } catch (RuntimeException e) {
                meters.failed();
                delay = backoff.next();
                LOG.warnf(
                        "Projection of a batch failed, retrying in %d ms: %s",
                        delay.toMillis(), DatabaseFailures.describe(e));
                LOG.debug("Projection of a batch failed", e);
            }
            var unused = retry.pause(delay);
        }
    }

    /** Waits for the transaction in progress. If it takes longer, it is rolled back, and another replica repeats it. */
    void stop(@Observes ShutdownEvent event, ShutdownLimit limit) throws InterruptedException {
        thread.shutdown();
        Duration longest = limit.remaining(SHUTDOWN_LIMIT);
        if (!thread.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf("Projection did not stop within %d ms", longest.toMillis());
        }
        writer.close();
    }
}
