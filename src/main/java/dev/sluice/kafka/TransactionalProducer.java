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
 * Runs Kafka transactions (KIP-98), one at a time, and tells what became of each. A producer that Kafka has fenced or that
 * failed for good is replaced by the next transaction, under the same {@code transactional.id}, which also ends whatever the
 * one before left open.
 *
 * <p>For one thread at a time, which waits: for at most {@code max.block.ms} at the start, {@code delivery.timeout.ms} for
 * the records, and {@code max.block.ms} at the end.
 */
public final class TransactionalProducer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TransactionalProducer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private final TransactionMeters meters;
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param factory makes a producer that has a {@code transactional.id}, always the same */
    TransactionalProducer(Supplier<Producer<byte[], byte[]>> factory, TransactionMeters meters) {
        this.factory = factory;
        this.meters = meters;
    }

    /** What became of a transaction. */
    public sealed interface Outcome {

        /** Readers see all of it. */
        record Committed() implements Outcome {}

        /** Readers with {@code read_committed} will never see any of it. */
        record Aborted(RuntimeException cause) implements Outcome {}

        /** It was to be committed, and Kafka did not answer: it will be committed, or aborted, as a whole. */
        record Unknown(RuntimeException cause) implements Outcome {}
    }

    /**
     * Runs a transaction.
     *
     * @param work sends the transaction's records and offsets; what it throws aborts the transaction, as does a record
     *     that cannot be sent
     */
    public Outcome transact(Consumer<Producer<byte[], byte[]>> work) {
        long begun = System.nanoTime();
        Outcome outcome = run(work);
        meters.ended(outcome, System.nanoTime() - begun);
        return outcome;
    }

    private Outcome run(Consumer<Producer<byte[], byte[]>> work) {
        Producer<byte[], byte[]> current;
        try {
            current = ready();
            current.beginTransaction();
            work.accept(current);
            // Now a failed record fails the commit before Kafka is asked for it, so that its outcome is known.
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
     * Waits until no transaction of before is open any more, so that what it committed, if it did, can be seen.
     *
     * @throws RuntimeException if Kafka does not answer; the next transaction sees to it then
     */
    public void recover() {
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

    /** Whether Kafka has confirmed it; if not, the next transaction will see to it. */
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
                LOG.debug("A producer that had failed could not be closed", e);
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
