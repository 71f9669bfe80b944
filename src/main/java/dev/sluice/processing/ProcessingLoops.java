package dev.sluice.processing;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.processing.http.EventCalls;
import dev.sluice.processing.http.HttpHandlers;
import dev.sluice.tracing.Traces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The factory of loops. Each loop has new Kafka clients; the handler thread and the retry state are shared. */
@Singleton
class ProcessingLoops {

    private final KafkaClients kafka;
    private final ProcessingConfig config;
    private final ProcessingMeters meters;
    private final Traces traces;
    private final ProcessingPositions positions;
    private final RetryState retries;
    private final BatchProcessor processor;
    private final EventCalls calls;

    ProcessingLoops(
            KafkaClients kafka,
            ProcessingConfig config,
            RecordProcessor.Factory processors,
            HttpHandlers handlers,
            ProcessingMeters meters,
            Clock clock,
            Traces traces,
            ProcessingPositions positions) {
        this.kafka = kafka;
        this.config = config;
        this.meters = meters;
        this.traces = traces;
        this.positions = positions;
        this.retries = new RetryState(config.backoff(), config.maxBackoff(), clock);
        this.calls = handlers.open(
                new EventCalls.Limits(config.maxAttempts(), config.backoff(), config.maxBackoff()), meters::retried);
        this.processor = new BatchProcessor(
                () -> processors.create(calls),
                calls,
                processors.failurePolicy(),
                retries,
                meters,
                config.handlerTimeout());
    }

    ProcessingLoop open() {
        // The producer connects with its first transaction, so nothing leaks if the consumer cannot be created.
        BatchTransaction transaction =
                new BatchTransaction(kafka.transactionalProducer(config.producer(), meters.transactions()), traces);
        Consumer<byte[], byte[]> consumer = kafka.consumer(consumerSettings());
        return new ProcessingLoop(
                consumer,
                transaction,
                new AssignedPositions(consumer, transaction, positions),
                processor,
                retries,
                calls,
                config.maxBatch());
    }

    /** A topic with results is half skipped records. They cost little, so a poll returns twice the batch. */
    private Map<String, String> consumerSettings() {
        Map<String, String> settings = new HashMap<>(config.consumer());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(2 * config.maxBatch()));
        // A position that the log does not have is reported. Any other value would continue elsewhere in silence.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return settings;
    }

    /** Returns whether so many handlers hang that processing has stopped. Safe for any thread. */
    boolean isStuck() {
        return processor.isStuck();
    }

    /** Ends the handler thread and the calls of HTTP handlers. */
    void close() {
        processor.close();
        calls.close();
    }
}
