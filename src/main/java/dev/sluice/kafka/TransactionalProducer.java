package dev.sluice.kafka;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
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

    /** The outcome of a transaction. */
    public sealed interface Outcome {

        /** Consumers see all records of the transaction. */
        record Committed() implements Outcome {}

        /** Consumers with {@code read_committed} will never see any record of the transaction. */
        record Aborted(RuntimeException cause) implements Outcome {}

        /** Kafka did not respond to the commit: the transaction will be committed or aborted as a whole. */
        record Unknown(RuntimeException cause) implements Outcome {}
    }

    /**
     * Runs a transaction.
     *
     * @param work sends the transaction's records and offsets. The transaction is aborted if it throws an exception or a record
     *     cannot be sent
     */
    public Outcome transact(Consumer<Producer<byte[], byte[]>> work) {
        long begun = System.nanoTime();
        Outcome outcome = run(work);
        meters.record(outcome, System.nanoTime() - begun);
        return outcome;
    }

    private Outcome run(Consumer<Producer<byte[], byte[]>> work) {
        Producer<byte[], byte[]> current;
        try {
            current = ready();
            current.beginTransaction();
            work.accept(current);
            // After the flush, a failed record fails the commit locally, so that the outcome is known.
            current.flush();
        } catch (RuntimeException e) {
            abort();
            return new Outcome.Aborted(e);
        }
        try {
            current.commitTransaction();
            return new Outcome.Committed();
        } catch (TimeoutException | InterruptException | ProducerFencedException | InvalidProducerEpochException e) {
            discard();
            return new Outcome.Unknown(e);
        } catch (RuntimeException e) {
            return abort() ? new Outcome.Aborted(e) : new Outcome.Unknown(e);
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
            throw e;
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
