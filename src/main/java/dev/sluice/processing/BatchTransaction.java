package dev.sluice.processing;

import dev.sluice.kafka.PendingSends;
import dev.sluice.kafka.SendFailure;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.tracing.Traces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The transaction that publishes a batch's output together with its offsets. For one thread at a time, which blocks.
 */
final class BatchTransaction implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BatchTransaction.class);

    private final TransactionalProducer producer;
    private final Traces traces;

    BatchTransaction(TransactionalProducer producer, Traces traces) {
        this.producer = producer;
        this.traces = traces;
    }

    /** The result of a transaction. */
    sealed interface Result {

        /** Readers see the output and the offsets. */
        record Committed() implements Result {}

        /** Kafka rejected a record of the output, for good. A smaller batch may not contain it. */
        record TooLarge(Throwable cause) implements Result {}

        /** The transaction was aborted, or its outcome is unknown: only the group's committed offsets show it. */
        record Failed() implements Result {}
    }

    /** Publishes records and commits offsets that do not belong to a batch. Returns whether the transaction was committed. */
    boolean commit(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        TransactionalProducer.Outcome outcome = producer.transact(transaction -> {
            PendingSends sends = new PendingSends();
            records.forEach(record -> sends.send(record, transaction));
            transaction.sendOffsets(offsets, group);
        });
        if (!(outcome instanceof TransactionalProducer.Outcome.Committed)) {
            LOG.warnf("Transaction of offsets without a batch not committed: %s", outcome);
        }
        return outcome instanceof TransactionalProducer.Outcome.Committed;
    }

    /**
     * Commits a batch.
     *
     * @param offsets the offsets after the batch
     * @param group the consumer's view of its group: Kafka rejects the offsets if the group has rebalanced without this
     *     consumer
     */
    Result commit(Batch batch, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        return traces.batch("commit", "settle", group.groupId(), batch.handledRecords(), span -> {
            Result result = transact(batch, offsets, group);
            if (!(result instanceof Result.Committed)) {
                Traces.recordError(span, result instanceof Result.TooLarge ? "TOO_LARGE" : "FAILED");
            }
            return result;
        });
    }

    private Result transact(Batch batch, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        PendingSends sends = new PendingSends();
        TransactionalProducer.Outcome outcome = producer.transact(transaction -> {
            for (Batch.Entry entry : batch.entries()) {
                for (ProducerRecord<byte[], byte[]> output : entry.outcome().records()) {
                    sends.send(output, transaction);
                }
            }
            transaction.sendOffsets(offsets, group);
        });
        if (outcome instanceof TransactionalProducer.Outcome.Committed) {
            return new Result.Committed();
        }
        if (outcome instanceof TransactionalProducer.Outcome.Unknown unknown) {
            LOG.warnf("Transaction outcome unknown: %s", unknown.cause());
            producer.awaitPendingTransaction();
            return new Result.Failed();
        }
        Optional<Throwable> tooLarge = sends.failure(kind -> kind == SendFailure.TOO_LARGE);
        if (tooLarge.isPresent()) {
            return new Result.TooLarge(tooLarge.get());
        }
        LOG.warnf("Transaction aborted: %s", ((TransactionalProducer.Outcome.Aborted) outcome).cause());
        return new Result.Failed();
    }

    @Override
    public void close() {
        producer.close();
    }
}
