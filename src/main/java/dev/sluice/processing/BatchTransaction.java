package dev.sluice.processing;

import dev.sluice.kafka.SentRecords;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.jboss.logging.Logger;

/** Publishes what follows from a batch together with the batch's offsets. For one thread at a time, which waits. */
final class BatchTransaction {

    private static final Logger LOG = Logger.getLogger(BatchTransaction.class);

    private final TransactionalProducer producer;
    private final FailurePolicy failures;

    BatchTransaction(TransactionalProducer producer, FailurePolicy failures) {
        this.producer = producer;
        this.failures = failures;
    }

    /**
     * Commits a batch.
     *
     * @param group as the consumer sees it: if it has moved on without this consumer, Kafka refuses the offsets
     * @return whether it is committed; if not, it may be nevertheless, as the group's offsets will tell
     */
    boolean commit(Batch batch, ConsumerGroupMetadata group) {
        SentRecords sent = new SentRecords();
        Outcome outcome = producer.transact(transaction -> {
            batch.entries().stream()
                    .flatMap(entry -> entry.outcome().records().stream())
                    .forEach(following -> sent.send(following, transaction));
            transaction.sendOffsetsToTransaction(batch.offsets(), group);
        });
        if (outcome instanceof Outcome.Aborted aborted) {
            LOG.warnf("A transaction was aborted: %s", aborted.cause());
            if (batch.entries().size() == 1) {
                sent.tooLarge()
                        .ifPresent(failure ->
                                failures.refuse(batch.entries().get(0).record(), failure));
            }
        } else if (outcome instanceof Outcome.Unknown unknown) {
            LOG.warnf("It is unknown whether a transaction was committed: %s", unknown.cause());
            producer.recover();
        }
        return outcome instanceof Outcome.Committed;
    }
}
