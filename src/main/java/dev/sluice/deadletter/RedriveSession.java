package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.KafkaExceptionMapper;
import dev.sluice.kafka.PendingSends;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.kafka.SendFailure;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive session in which one replica resolves dead letters. Each event and its resolution are committed in one
 * transaction.
 *
 * <p>All replicas use one {@code transactional.id}, so a new session fences the session of any other replica. It reads
 * the resolutions only then, and therefore sees all of them; no other replica can add one until the next session fences
 * this one.
 *
 * <p>For one thread, which blocks on Kafka.
 */
final class RedriveSession implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedriveSession.class);
    private static final int ATTEMPTS = 3;
    private static final int DELETION_BATCH = 500;

    private final Consumer<byte[], byte[]> consumer;
    private final TransactionalProducer producer;
    private final ResolutionLog resolutions;
    private final List<TopicPartition> resolutionPartitions;
    private final Runnable release;
    /** Whether the log has all resolutions. False after a transaction that was not certainly committed. */
    private boolean upToDate;

    private RedriveSession(
            Consumer<byte[], byte[]> consumer,
            TransactionalProducer producer,
            ResolutionLog resolutions,
            List<TopicPartition> resolutionPartitions,
            Runnable release) {
        this.consumer = consumer;
        this.producer = producer;
        this.resolutions = resolutions;
        this.resolutionPartitions = resolutionPartitions;
        this.release = release;
    }

    /** Opens the sessions of this replica, one at a time. Safe for any thread that may block. */
    @Singleton
    static class Factory {

        private final KafkaClients kafka;
        private final ResolutionLog resolutions;
        private final Map<String, String> producerSettings;
        private final DeadLetterMeters meters;
        private final Semaphore idle = new Semaphore(1);

        Factory(KafkaClients kafka, ResolutionLog resolutions, DeadLettersConfig config, DeadLetterMeters meters) {
            this.kafka = kafka;
            this.resolutions = resolutions;
            this.producerSettings = config.producer();
            this.meters = meters;
        }

        /**
         * Opens a session, which fences the session of any other replica. The caller closes it.
         *
         * @param consumer reads the resolutions; the caller may use it for other reads during the session
         * @throws HttpProblem if this replica has an open session, or the resolutions topic is missing or not compacted
         */
        RedriveSession open(Consumer<byte[], byte[]> consumer, TopicSnapshot topics) {
            List<TopicPartition> resolutionPartitions = topics.requireResolutionPartitions();
            resolutions.requireCompacted();
            if (!idle.tryAcquire()) {
                throw DeadLetterProblem.IN_PROGRESS.with(
                        "This replica is running another redrive, discard or purge; retry when it has finished");
            }
            TransactionalProducer producer;
            try {
                producer = kafka.transactionalProducer(producerSettings, meters.transactions());
            } catch (RuntimeException e) {
                idle.release();
                throw e;
            }
            RedriveSession session =
                    new RedriveSession(consumer, producer, resolutions, resolutionPartitions, idle::release);
            try {
                session.begin();
                return session;
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        }
    }

    /** A rejection by Kafka of a record of a transaction, or of its topic. A retry would be rejected again. */
    static final class RejectedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private RejectedException(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /**
     * Fences the session of any other replica, waits for the end of its last transaction, and reads all resolutions.
     */
    private void begin() {
        try {
            producer.awaitPendingTransaction();
            resolutions.refresh(consumer, resolutionPartitions);
            upToDate = true;
        } catch (RuntimeException e) {
            requireNotFenced(e);
            throw e;
        }
    }

    /**
     * Commits the resolutions of open dead letters, and their events, in one transaction. Retries a failed transaction;
     * if its outcome is unknown, the resolutions topic shows which dead letters remain.
     *
     * @throws RejectedException if Kafka rejects one of the events; nothing is committed
     * @throws HttpProblem if another replica has taken over, or Kafka does not answer; the resolutions topic has what
     *     was committed before
     */
    void commit(List<Resolution.Pending> pending) {
        List<Resolution.Pending> remaining = pending;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                if (!upToDate) {
                    // The last transaction may have been committed, and another replica may have had a session since.
                    begin();
                    remaining = remaining.stream().filter(this::isOpen).toList();
                }
                if (!remaining.isEmpty()) {
                    transact(remaining);
                }
                return;
            } catch (RejectedException | HttpProblem e) {
                throw e;
            } catch (RuntimeException e) {
                requireNotFenced(e);
                LOG.debugf(e, "Attempt %d to resolve %d dead letters failed", attempt, remaining.size());
            }
        }
        throw KafkaExceptionMapper.unavailable("Kafka did not confirm whether the last " + remaining.size()
                + " dead letters were resolved; repeat the request to resolve those that are still open");
    }

    private boolean isOpen(Resolution.Pending pending) {
        return resolutions
                .find(pending.position(), pending.resolution().deadLetterTime())
                .isEmpty();
    }

    /** @throws RuntimeException if the transaction was aborted or its outcome is unknown */
    private void transact(List<Resolution.Pending> pending) {
        PendingSends sends = new PendingSends();
        Outcome outcome = producer.transact(transaction -> {
            for (Resolution.Pending each : pending) {
                each.event().ifPresent(event -> sends.send(event, transaction));
                Uuid topic = resolutions.topicId(each.position().partition().topic());
                sends.send(
                        resolution(each.position(), each.resolution().in(topic).toJson()), transaction);
            }
        });
        upToDate = outcome instanceof Outcome.Committed;
        if (outcome instanceof Outcome.Aborted aborted) {
            throw SendFailure.of(aborted.cause()).isRejection()
                    ? new RejectedException(aborted.cause())
                    : aborted.cause();
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            throw unknown.cause();
        }
    }

    /**
     * Deletes the resolutions of dead letters that have been purged.
     *
     * @throws HttpProblem if another replica has taken over, or Kafka does not answer; the next purge deletes the rest
     */
    void deleteResolutions(List<RecordPosition> positions) {
        for (int i = 0; i < positions.size(); i += DELETION_BATCH) {
            List<RecordPosition> batch = positions.subList(i, Math.min(i + DELETION_BATCH, positions.size()));
            PendingSends sends = new PendingSends();
            Outcome outcome = producer.transact(
                    transaction -> batch.forEach(position -> sends.send(resolution(position, null), transaction)));
            if (outcome instanceof Outcome.Aborted aborted) {
                requireNotFenced(aborted.cause());
            }
            if (!(outcome instanceof Outcome.Committed)) {
                throw KafkaExceptionMapper.unavailable(
                        "The dead letters are deleted, but not all of their resolutions; repeat the purge");
            }
        }
    }

    /** @param value the resolution as JSON; null is a tombstone, which deletes it */
    private ProducerRecord<byte[], byte[]> resolution(RecordPosition position, byte @Nullable [] value) {
        return new ProducerRecord<>(
                resolutionPartitions.get(0).topic(), position.toString().getBytes(UTF_8), value);
    }

    private static void requireNotFenced(RuntimeException failure) {
        if (failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException) {
            throw DeadLetterProblem.TAKEN_OVER.with(
                    "Another replica now resolves dead letters, or a transaction of this"
                            + " request timed out. Events that were sent stay sent; repeat the request to resume");
        }
    }

    @Override
    public void close() {
        try {
            producer.close();
        } finally {
            release.run();
        }
    }
}
