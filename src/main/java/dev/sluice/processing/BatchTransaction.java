package dev.sluice.processing;

import dev.sluice.kafka.PendingSends;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import dev.sluice.tracing.Traces;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Publishes what follows from a batch together with the batch's offsets. For one thread at a time, which waits. */
final class BatchTransaction {

    private static final Logger LOG = Logger.getLogger(BatchTransaction.class);

    private final TransactionalProducer producer;
    private final FailurePolicy failures;
    private final Traces traces;

    BatchTransaction(TransactionalProducer producer, FailurePolicy failures, Traces traces) {
        this.producer = producer;
        this.failures = failures;
        this.traces = traces;
    }

    /** What became of a batch. */
    enum Result {
        COMMITTED,
        /** Not committed, and a record that Kafka refuses is why: a smaller batch may be without it. */
        TOO_LARGE,
        /** Not committed now; or committed nevertheless, as the group's offsets will tell. */
        FAILED
    }

    /**
     * Commits a batch.
     *
     * @param group as the consumer sees it: if it has moved on without this consumer, Kafka refuses the offsets
     */
    Result commit(Batch batch, ConsumerGroupMetadata group) {
        return traces.batch("commit", "settle", group.groupId(), batch.handledRecords(), span -> {
            Result result = transact(batch, group);
            if (result != Result.COMMITTED) {
                Traces.recordError(span, result.name());
            }
            return result;
        });
    }

    private Result transact(Batch batch, ConsumerGroupMetadata group) {
        PendingSends sent = new PendingSends();
        Outcome outcome = producer.transact(transaction -> {
            for (Batch.Entry entry : batch.entries()) {
                for (ProducerRecord<byte[], byte[]> following : entry.outcome().records()) {
                    sent.send(following, transaction);
                }
            }
            transaction.sendOffsetsToTransaction(batch.offsets(), group);
        });
        if (outcome instanceof Outcome.Committed) {
            return Result.COMMITTED;
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            LOG.warnf("It is unknown whether a transaction was committed: %s", unknown.cause());
            producer.awaitPendingTransaction();
            return Result.FAILED;
        }
        Optional<Throwable> tooLarge = sent.tooLarge();
        if (tooLarge.isEmpty()) {
            LOG.warnf("A transaction was aborted: %s", ((Outcome.Aborted) outcome).cause());
            return Result.FAILED;
        }
        if (batch.handled().size() == 1) {
            failures.refuse(batch.handled().get(0), tooLarge.get());
        }
        return Result.TOO_LARGE;
    }
}
