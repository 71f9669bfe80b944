package dev.sluice.processing;

import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

/** Publishes what follows from a batch together with the batch's offsets. For one thread at a time, which waits. */
final class BatchTransaction {

    private static final Logger LOG = Logger.getLogger(BatchTransaction.class);

    private final TransactionalProducer producer;
    private final FailurePolicy failures;
    private final List<Sent> sent = new ArrayList<>();

    BatchTransaction(TransactionalProducer producer, FailurePolicy failures) {
        this.producer = producer;
        this.failures = failures;
    }

    /** What was sent because of a record. */
    private record Sent(ConsumerRecord<byte[], byte[]> cause, Future<RecordMetadata> result) {}

    /**
     * Commits a batch.
     *
     * @param group as the consumer sees it: if it has moved on without this consumer, Kafka refuses the offsets
     * @return whether it is committed; if not, it may be nevertheless, as the group's offsets will tell
     */
    boolean commit(Batch batch, ConsumerGroupMetadata group) {
        sent.clear();
        Outcome outcome = producer.transact(transaction -> {
            for (Batch.Entry entry : batch.entries()) {
                send(entry, transaction);
            }
            transaction.sendOffsetsToTransaction(batch.offsets(), group);
        });
        if (outcome instanceof Outcome.Aborted aborted) {
            LOG.warnf("A transaction was aborted: %s", aborted.cause());
            // The producer fails what it has not sent yet with the failure of another record: only alone is it a
            // record's own.
            if (batch.entries().size() == 1) {
                refuseIfTooLarge();
            }
        } else if (outcome instanceof Outcome.Unknown unknown) {
            LOG.warnf("It is unknown whether a transaction was committed: %s", unknown.cause());
            producer.recover();
        }
        return outcome instanceof Outcome.Committed;
    }

    private void send(Batch.Entry entry, Producer<byte[], byte[]> transaction) {
        for (ProducerRecord<byte[], byte[]> following : entry.outcome().records()) {
            sent.add(new Sent(entry.record(), transaction.send(following)));
        }
    }

    private void refuseIfTooLarge() {
        for (Sent each : sent) {
            try {
                each.result().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RecordTooLargeException
                        || e.getCause() instanceof RecordBatchTooLargeException) {
                    failures.refuse(each.cause(), e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
