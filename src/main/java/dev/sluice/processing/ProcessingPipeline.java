package dev.sluice.processing;

import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import dev.sluice.runtime.Component;
import dev.sluice.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Processes the records of the handled topics, on a thread of its own that ends with the application. Whatever fails, it
 * goes on: from the committed offsets, after a wait, with new clients if need be.
 */
@ApplicationScoped
class ProcessingPipeline {

    private static final Logger LOG = Logger.getLogger(ProcessingPipeline.class);
    /** The transaction that is open when the application stops ends within this time. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(15);

    private final KafkaClients kafka;
    private final ProcessingConfig config;
    private final ActiveComponents roles;
    private final EventCatalog catalog;
    private final BatchProcessor processor;
    private final FailurePolicy failures;
    private final Backoff backoff;
    private final Clock clock;
    private final ProcessingMeters meters;
    private final Traces traces;
    private final String group;
    private final Thread thread = new Thread(this::run, "sluice-processing");
    private final BackgroundRetry retry;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    ProcessingPipeline(
            KafkaClients kafka,
            ProcessingConfig config,
            ActiveComponents roles,
            EventCatalog catalog,
            Handlers handlers,
            Instance<Deserializer<Object>> deserializers,
            Instance<Serializer<Object>> serializers,
            Clock clock,
            MeterRegistry registry,
            Traces traces,
            BackgroundRetry retry) {
        this.kafka = kafka;
        this.config = config;
        this.roles = roles;
        this.catalog = catalog;
        this.clock = clock;
        this.meters = new ProcessingMeters(registry, catalog);
        this.traces = traces;
        this.retry = retry;
        this.group = config.consumer().getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, "");
        DeadLetters deadLetters = new DeadLetters(clock);
        this.failures = new FailurePolicy(
                new PartitionRetries(config.backoff(), config.maxBackoff()),
                deadLetters,
                catalog,
                config.maxAttempts(),
                clock,
                meters);
        this.processor = new BatchProcessor(
                () -> new RecordProcessor(
                        catalog, handlers, deserializers.get(), serializers.get(), deadLetters, clock, traces, group),
                failures,
                config.handlerTimeout());
        this.backoff = new Backoff(config.backoff(), config.maxBackoff());
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        if (roles.has(Component.PROCESSING) && !catalog.handledTopics().isEmpty()) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Consumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        thread.join(SHUTDOWN_LIMIT.toMillis());
        if (thread.isAlive()) {
            LOG.warnf("Processing did not end within %d s", SHUTDOWN_LIMIT.toSeconds());
            Quarkus.asyncExit(1);
        }
        processor.close();
    }

    /** Whether only a restart helps. */
    boolean isStuck() {
        return processor.isStuck() || thread.getState() == Thread.State.TERMINATED;
    }

    private void run() {
        List<String> topics = catalog.handledTopics();
        Set<String> missing = catalog.topics();
        while (!retry.isStopped()) {
            try (Consumer<byte[], byte[]> polling = kafka.consumer(consumerSettings());
                    TransactionalProducer producer =
                            kafka.transactionalProducer(config.producer(), meters.transactions())) {
                consumer = polling;
                awaitTopics(polling, missing);
                var loop = new ProcessingLoop(
                        polling,
                        new BatchTransaction(producer, failures, traces),
                        processor,
                        failures,
                        config.maxBatch(),
                        clock);
                loop.subscribe(topics);
                while (!retry.isStopped()) {
                    loop.next().ifPresentOrElse(this::committed, this::pause);
                }
            } catch (WakeupException e) {
                LOG.debug("Processing ends");
            } catch (Exception | LinkageError | OutOfMemoryError e) {
                LOG.errorf(e, "Processing goes on with new clients");
                pause();
            }
        }
    }

    /** What is passed over costs next to nothing, and is half of a topic to which processing publishes. */
    private Map<String, String> consumerSettings() {
        Map<String, String> settings = new HashMap<>(config.consumer());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(2 * config.maxBatch()));
        return settings;
    }

    /** What processing publishes would have no place. */
    private void awaitTopics(Consumer<byte[], byte[]> asking, Set<String> missing) {
        while (!retry.isStopped() && !missing.isEmpty()) {
            missing.removeAll(asking.listTopics().keySet());
            if (!missing.isEmpty()) {
                LOG.warnf("Processing waits for topics: %s", missing);
                pause();
            }
        }
        backoff.reset();
    }

    private void committed(Batch batch) {
        backoff.reset();
        meters.committed(batch);
    }

    private void pause() {
        Duration wait = backoff.next();
        LOG.debugf("Processing waits for %d ms", wait.toMillis());
        var unused = retry.pause(wait);
    }
}
