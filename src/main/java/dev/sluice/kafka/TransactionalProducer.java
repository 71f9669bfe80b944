package dev.sluice.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A producer that runs Kafka transactions (KIP-98) one at a time and returns the {@link Outcome} of each. After a fatal error or
 * after fencing, the next transaction creates a new Kafka producer with the same {@code transactional.id}. This also ends a
 * transaction that the previous producer left open.
 *
 * <p>Not thread-safe. Calls block for up to {@code max.block.ms} at the start, {@code delivery.timeout.ms} for the records, and
 * {@code max.block.ms} at the end.
 */
public final class TransactionalProducer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TransactionalProducer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private final TransactionMeters meters;
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param factory creates producers, all with the same {@code transactional.id} */
    TransactionalProducer(Supplier<Producer<byte[], byte[]>> factory, TransactionMeters meters) {
        this.factory = factory;
        this.meters = meters;
    }

    /**
     * The outcome of a transaction. It is unknown only if Kafka was asked to commit and neither confirmed that nor an abort: every
     * failure before is certain, because a transaction that nobody asks to commit is aborted.
     */
    public sealed interface Outcome {

        /** Consumers see all records of the transaction. */
        record Committed() implements Outcome {}

        /**
         * Consumers with {@code read_committed} will never see any record of the transaction.
         *
         * @param cause the first failure, not those that result from it
         * @param partition the partition of the record that failed first, if a record has failed
         */
        record Aborted(RuntimeException cause, Optional<TopicPartition> partition) implements Outcome {}

        /** Kafka did not respond to the commit: the transaction will be committed or aborted as a whole. */
        record Unknown(RuntimeException cause) implements Outcome {}
    }

    /**
     * An open transaction. Kafka's producer reports the first failed record only to that record; to all later calls it reports
     * that it is in an error state. So the transaction remembers the first failure. For one thread, except for the callbacks.
     */
    public static final class Transaction {

        private final Producer<byte[], byte[]> producer;
        private final AtomicReference<Outcome.@Nullable Aborted> failure = new AtomicReference<>();

        private Transaction(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        /** Sends a record. The future is completed at the end of the transaction, or before. */
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return producer.send(record, this::completed);
        }

        /** Sends the offsets of a consumer group, which are committed with the records, and waits until Kafka has them. */
        public void sendOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            producer.sendOffsetsToTransaction(offsets, group);
        }

        private void completed(RecordMetadata metadata, @Nullable Exception e) {
            if (e != null) {
                RuntimeException cause = e instanceof RuntimeException known ? known : new KafkaException(e);
                Optional<TopicPartition> partition = metadata.partition() < 0
                        ? Optional.empty()
                        : Optional.of(new TopicPartition(metadata.topic(), metadata.partition()));
                failure.compareAndSet(null, new Outcome.Aborted(origin(cause), partition));
            }
        }

        private Outcome.Aborted aborted(RuntimeException e) {
            Outcome.Aborted first = failure.get();
            return first == null ? new Outcome.Aborted(origin(e), Optional.empty()) : first;
        }

        /** Returns the failure that the producer has wrapped, to say that it can continue or cannot. */
        private static RuntimeException origin(RuntimeException failure) {
            boolean isWrapper =
                    failure.getClass() == KafkaException.class || failure instanceof TransactionAbortableException;
            return isWrapper && failure.getCause() instanceof RuntimeException cause ? origin(cause) : failure;
        }
    }

    /**
     * Runs a transaction.
     *
     * @param work sends the transaction's records and offsets. The transaction is aborted if it throws an exception or a record
     *     cannot be sent
     */
    public Outcome transact(Consumer<Transaction> work) {
        long begun = System.nanoTime();
        Outcome outcome = run(work);
        meters.record(outcome, System.nanoTime() - begun);
        return outcome;
    }

    private Outcome run(Consumer<Transaction> work) {
        Producer<byte[], byte[]> current;
        try {
            current = ready();
            current.beginTransaction();
        } catch (RuntimeException e) {
            discard();
            return new Outcome.Aborted(Transaction.origin(e), Optional.empty());
        }
        Transaction transaction = new Transaction(current);
        try {
            work.accept(transaction);
            current.flush();
        } catch (RuntimeException e) {
            abort();
            return transaction.aborted(e);
        }
        Outcome.Aborted failed = transaction.failure.get();
        if (failed != null) {
            abort();
            return failed;
        }
        return commit(current);
    }

    /**
     * Commits a transaction whose records are all acknowledged. A failure can be the answer to a repeated request, after Kafka has
     * executed the first one. So only an abort that Kafka confirms proves that it did not commit.
     */
    private Outcome commit(Producer<byte[], byte[]> current) {
        try {
            current.commitTransaction();
            return new Outcome.Committed();
        } catch (TimeoutException | InterruptException | ProducerFencedException | InvalidProducerEpochException e) {
            discard();
            return new Outcome.Unknown(e);
        } catch (RuntimeException e) {
            RuntimeException cause = Transaction.origin(e);
            return abort() ? new Outcome.Aborted(cause, Optional.empty()) : new Outcome.Unknown(cause);
        }
    }

    /**
     * Waits until a previous transaction with an unknown outcome has ended, so that its records are visible if it was committed.
     *
     * @throws RuntimeException if Kafka does not respond; the next transaction then ends the previous one
     */
    public void awaitPendingTransaction() {
        try {
            ready();
        } catch (RuntimeException e) {
            discard();
            throw Transaction.origin(e);
        }
    }

    private Producer<byte[], byte[]> ready() {
        if (producer == null) {
            producer = factory.get();
            producer.initTransactions();
        }
        return producer;
    }

    /** Aborts the transaction. Returns whether Kafka confirmed it; if not, the next transaction ends the pending one. */
    private boolean abort() {
        if (producer == null) {
            return true;
        }
        try {
            producer.abortTransaction();
            return true;
        } catch (RuntimeException e) {
            discard();
            return false;
        }
    }

    private void discard() {
        Producer<byte[], byte[]> discarded = producer;
        producer = null;
        if (discarded != null) {
            try {
                discarded.close(Duration.ZERO);
            } catch (RuntimeException e) {
                LOG.debug("Closing a failed producer failed", e);
            }
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(CLOSE_LIMIT);
            producer = null;
        }
    }
}
