package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalog;
import dev.sluice.processing.ProcessingPositions.InvalidPositionException;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ComponentSwitches;
import dev.sluice.runtime.ShutdownLimit;
import dev.sluice.tracing.RecordMdc;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.WakeupException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that processes the handled topics while the application runs. After any failure it continues from the
 * committed offsets: after a delay and, if the consumer's position is unknown, with new Kafka clients.
 */
@ApplicationScoped
class ProcessingPipeline {

    private static final Logger LOG = Logger.getLogger(ProcessingPipeline.class);
    /** Maximum time at shutdown for the open transaction to end. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(15);

    private final ProcessingLoops loops;
    private final ActiveComponents components;
    private final EventCatalog catalog;
    private final SluiceInboundConnector connector;
    private final Config config;
    private final ProcessingMeters meters;
    private final BackgroundRetry retry;
    private final Backoff backoff;
    private final String partitionsTopic;
    private final Thread thread = new Thread(this::run, "sluice-processing");
    private volatile @Nullable ProcessingLoop loop;

    ProcessingPipeline(
            ProcessingLoops loops,
            ActiveComponents components,
            EventCatalog catalog,
            @Connector(Channels.CONNECTOR) SluiceInboundConnector connector,
            Config config,
            ProcessingConfig processing,
            ProcessingMeters meters,
            BackgroundRetry retry) {
        this.loops = loops;
        this.components = components;
        this.catalog = catalog;
        this.connector = connector;
        this.config = config;
        this.meters = meters;
        this.retry = retry;
        this.partitionsTopic = processing.partitionsTopic();
        this.backoff = new Backoff(processing.backoff(), processing.maxBackoff());
    }

    /**
     * Reports DOWN if processing can continue only after a restart. Outages of Kafka or the registry do not affect it.
     */
    @Liveness
    @ApplicationScoped
    @LookupIfProperty(name = ComponentSwitches.PROCESSING, stringValue = "true")
    static class LivenessCheck implements HealthCheck {

        private final ProcessingPipeline pipeline;

        LivenessCheck(ProcessingPipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("processing")
                    .status(!pipeline.isStuck())
                    .build();
        }
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        if (!components.has(Component.PROCESSING) || catalog.consumedTopics().isEmpty()) {
            return;
        }
        List<String> disconnected = connector.disconnected(catalog, config);
        if (!disconnected.isEmpty()) {
            // Their events would be skipped, and so lost for the methods.
            throw new ConfigurationException("Methods consume " + String.join(", ", disconnected)
                    + ", but the channel is not connected. Remove its mp.messaging.incoming.….enabled; leave processing out"
                    + " of sluice.roles to process nothing");
        }
        thread.start();
    }

    void stop(@Observes ShutdownEvent event, ShutdownLimit limit) throws InterruptedException {
        ProcessingLoop running = loop;
        if (running != null) {
            running.wakeup();
        }
        Duration longest = limit.remaining(SHUTDOWN_LIMIT);
        thread.join(longest.toMillis());
        if (thread.isAlive()) {
            LOG.warnf("Processing did not stop within %d s", longest.toSeconds());
            Quarkus.asyncExit(1);
        }
        loops.close();
    }

    /** Returns whether processing can continue only after a restart. */
    boolean isStuck() {
        return loops.isStuck() || thread.getState() == Thread.State.TERMINATED;
    }

    private void run() {
        List<String> topics = catalog.consumedTopics();
        Set<String> missing = catalog.topics();
        missing.add(partitionsTopic);
        while (!retry.isStopped()) {
            try (ProcessingLoop opened = loops.open()) {
                loop = opened;
                awaitTopics(opened, missing);
                awaitValidPositions(opened);
                opened.subscribe(topics);
                while (!retry.isStopped()) {
                    proceed(opened.next());
                }
            } catch (WakeupException e) {
                LOG.debug("Processing stops");
            } catch (InvalidPositionException | OffsetOutOfRangeException e) {
                LOG.errorf("Processing leaves its group until its positions are valid: %s", e.getMessage());
                pause();
            } catch (Exception | Error e) {
                LOG.errorf(e, "Processing failed, restarting with new Kafka clients");
                pause();
            }
        }
    }

    /** Waits until all topics exist. Processing must not start before it can publish its output. */
    private void awaitTopics(ProcessingLoop opened, Set<String> missing) {
        while (!retry.isStopped() && !missing.isEmpty()) {
            missing.removeAll(opened.existingTopics());
            if (!missing.isEmpty()) {
                LOG.warnf("Processing is waiting for missing topics: %s", missing);
                pause();
            }
        }
        backoff.reset();
    }

    /** Waits outside the group until it can be continued, so that an operator can reset its offsets meanwhile. */
    private void awaitValidPositions(ProcessingLoop opened) {
        while (!retry.isStopped() && !opened.hasValidPositions()) {
            pause();
        }
        backoff.reset();
    }

    private void proceed(ProcessingLoop.Step step) {
        if (step instanceof ProcessingLoop.Step.Backoff) {
            pause();
            return;
        }
        backoff.reset();
        if (step instanceof ProcessingLoop.Step.Committed committed) {
            meters.committed(committed.batch());
            logDeadLetters(committed.batch().entries());
        }
    }

    /** Logs one line for a batch, so that a flood of poisoned records does not flood the log. */
    private static void logDeadLetters(List<Batch.Entry> entries) {
        int count = 0;
        Batch.@Nullable Entry first = null;
        for (Batch.Entry entry : entries) {
            if (entry.outcome() instanceof ProcessingOutcome.DeadLettered) {
                count++;
                first = first == null ? entry : first;
            }
        }
        if (first != null) {
            ConsumerRecord<byte[], byte[]> record = first.record();
            try (RecordMdc fields = RecordMdc.of(record)) {
                LOG.warnf(
                        "Records dead-lettered: %d, the first is %s-%d@%d",
                        count, record.topic(), record.partition(), record.offset());
            }
        }
    }

    private void pause() {
        Duration delay = backoff.next();
        LOG.debugf("Processing pauses for %d ms", delay.toMillis());
        var unused = retry.pause(delay);
    }
}
