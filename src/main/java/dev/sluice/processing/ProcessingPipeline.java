package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Processes the records of the handled topics, a batch in a transaction: what follows from them becomes visible together with
 * their offsets, or not at all. A batch that fails is taken back as a whole and comes again after a wait, so that the
 * order of a key's events always holds.
 */
@ApplicationScoped
class ProcessingPipeline {

    static final String PROCESSING = "processing";
    static final String RESULTS = "processing-results";

    private static final Logger LOG = Logger.getLogger(ProcessingPipeline.class);

    private final KafkaTransactions<ProducerRecord<byte[], byte[]>> transactions;
    private final KafkaClientService clients;
    private final RecordProcessor processor;
    private final Backoff backoff;
    private final MeterRegistry meters;

    ProcessingPipeline(
            // Unbounded: a buffer that is too small for the results of a batch would fail it each time.
            @Channel(RESULTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    KafkaTransactions<ProducerRecord<byte[], byte[]>> transactions,
            KafkaClientService clients,
            EventCatalog catalog,
            Handlers handlers,
            Deserializer<Object> deserializer,
            Serializer<Object> serializer,
            ProcessingConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.clients = clients;
        this.processor = new RecordProcessor(catalog, handlers, deserializer, serializer, clock);
        this.backoff = new Backoff(config.backoff(), config.maxBackoff());
        this.meters = meters;
    }

    /** Never fails, which would end the channel; and ends only when the batch is committed, or taken back. */
    @Incoming(PROCESSING)
    @Blocking
    Uni<Void> process(KafkaRecordBatch<byte[], byte[]> batch) {
        ConsumerRecords<byte[], byte[]> records = records(batch);
        BatchOffsets offsets = new BatchOffsets(clients.getConsumer(PROCESSING), records);
        List<Outcome> outcomes = new ArrayList<>(records.count());
        return Uni.createFrom()
                .deferred(() -> transactions.withTransaction(batch, transaction -> {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        Outcome outcome = processor.process(record);
                        outcome.records().forEach(transaction::send);
                        outcomes.add(outcome);
                    }
                    return Uni.createFrom().voidItem();
                }))
                .onFailure()
                .invoke(failure -> LOG.warnf("A transaction failed: %s", first(failure)))
                .onFailure()
                .recoverWithNull()
                .chain(offsets::areCommitted)
                .chain(committed -> committed
                        ? Uni.createFrom().voidItem().invoke(() -> committed(outcomes))
                        : offsets.takeBack().chain(this::pause));
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecords<byte[], byte[]> records(KafkaRecordBatch<byte[], byte[]> batch) {
        return (ConsumerRecords<byte[], byte[]>) batch.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow()
                .getRecords();
    }

    private void committed(List<Outcome> outcomes) {
        backoff.reset();
        for (Outcome outcome : outcomes) {
            meters.counter("sluice.events.processed", "type", outcome.type(), "outcome", name(outcome))
                    .increment();
        }
    }

    private static String name(Outcome outcome) {
        if (outcome instanceof Outcome.Handled) {
            return "handled";
        }
        return outcome instanceof Outcome.DeadLettered ? "dead-lettered" : "passed-over";
    }

    private Uni<Void> pause() {
        Duration wait = backoff.next();
        LOG.warnf("A batch was taken back and comes again in %d ms", wait.toMillis());
        return Uni.createFrom().voidItem().onItem().delayIt().by(wait);
    }

    /** Each record of an aborted transaction fails, all for the same reason. */
    private static Throwable first(Throwable failure) {
        return failure instanceof CompositeException composite
                ? composite.getCauses().get(0)
                : failure;
    }
}
