package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kafka.KafkaExceptionMapper;
import dev.sluice.kafka.PendingSends;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The time in which this replica deals with letters, and no other does: what it sends and the mark of each letter are one
 * transaction. It begins by ending the turn of any other replica, since all use one {@code transactional.id}, and only then
 * reads the marks: so it knows of all that was ever done, and nothing can be done beside it. It ends when another begins.
 *
 * <p>For one thread, which waits for Kafka.
 */
final class RedriveSession implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedriveSession.class);
    private static final int ATTEMPTS = 3;
    private static final int UNMARKED_AT_ONCE = 500;

    private final Consumer<byte[], byte[]> consumer;
    private final TransactionalProducer producer;
    private final ResolutionLog marks;
    private final List<TopicPartition> marksPartitions;
    private final Runnable release;
    /** Whether the marks that were read are all that there are; not after a transaction that was not committed for certain. */
    private boolean knowsAll;

    /**
     * @param consumer reads the marks; the caller may use it in between
     * @param release is run at the end
     */
    RedriveSession(
            Consumer<byte[], byte[]> consumer,
            TransactionalProducer producer,
            ResolutionLog marks,
            List<TopicPartition> marksPartitions,
            Runnable release) {
        this.consumer = consumer;
        this.producer = producer;
        this.marks = marks;
        this.marksPartitions = marksPartitions;
        this.release = release;
    }

    /** Ends the turn of any other replica, waits until its last transaction has ended, and reads all marks. */
    void begin() {
        try {
            producer.awaitPendingTransaction();
            marks.refresh(consumer, marksPartitions);
            knowsAll = true;
        } catch (RuntimeException e) {
            requireNotFenced(e);
            throw e;
        }
    }

    /**
     * Does what is to be done for some letters that are not dealt with, in one transaction. If its outcome is not known, the
     * marks tell.
     *
     * @throws RedriveRejectedException if one of them cannot be sent; nothing is done then
     * @throws HttpProblem if another replica has taken over, or Kafka does not answer: what was done is told by the marks
     */
    void commit(List<PendingResolution> deeds) {
        List<PendingResolution> left = deeds;
        @Nullable RuntimeException trouble = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                if (!knowsAll) {
                    // Never without looking: the transaction before may have been committed, and if its producer was
                    // replaced, another replica may have had a turn in between.
                    begin();
                    left = left.stream().filter(this::isOpen).toList();
                }
                trouble = left.isEmpty() ? null : transact(left);
            } catch (RedriveRejectedException | HttpProblem e) {
                throw e;
            } catch (RuntimeException e) {
                trouble = e;
            }
            if (trouble == null) {
                return;
            }
            requireNotFenced(trouble);
            LOG.debugf(trouble, "Attempt %d to deal with %d letters failed", attempt, left.size());
        }
        throw KafkaExceptionMapper.unavailable("Of the last " + left.size()
                + " letters it is not known whether they were dealt with: a repeat finds out");
    }

    private boolean isOpen(PendingResolution deed) {
        return marks.of(deed.place(), deed.mark().letterTime()).isEmpty();
    }

    /** What kept it from being committed for certain, or null. */
    private @Nullable RuntimeException transact(List<PendingResolution> deeds) {
        PendingSends records = new PendingSends();
        Outcome outcome = producer.transact(transaction -> {
            for (PendingResolution deed : deeds) {
                deed.event().ifPresent(event -> records.send(event, transaction));
                records.send(mark(deed.place(), deed.mark().toJson()), transaction);
            }
        });
        knowsAll = outcome instanceof Outcome.Committed;
        if (outcome instanceof Outcome.Aborted aborted) {
            Throwable refusal = find(aborted.cause(), RedriveSession::isRefusal);
            if (refusal != null) {
                throw new RedriveRejectedException(refusal);
            }
            return aborted.cause();
        }
        return outcome instanceof Outcome.Unknown unknown ? unknown.cause() : null;
    }

    /**
     * Takes back the marks of letters that are gone.
     *
     * @throws HttpProblem if another replica has taken over, or Kafka does not answer: the next purge does it then
     */
    void unmark(List<RecordPosition> places) {
        for (int i = 0; i < places.size(); i += UNMARKED_AT_ONCE) {
            List<RecordPosition> some = places.subList(i, Math.min(i + UNMARKED_AT_ONCE, places.size()));
            PendingSends records = new PendingSends();
            Outcome outcome = producer.transact(
                    transaction -> some.forEach(place -> records.send(mark(place, null), transaction)));
            if (outcome instanceof Outcome.Aborted aborted) {
                requireNotFenced(aborted.cause());
            }
            if (!(outcome instanceof Outcome.Committed)) {
                throw KafkaExceptionMapper.unavailable("The letters are deleted, some of their marks are not");
            }
        }
    }

    private ProducerRecord<byte[], byte[]> mark(RecordPosition place, byte @Nullable [] value) {
        return new ProducerRecord<>(
                marksPartitions.get(0).topic(), place.toString().getBytes(UTF_8), value);
    }

    private static void requireNotFenced(RuntimeException failure) {
        if (find(failure, RedriveSession::isFenced) != null) {
            throw DeadLetterProblem.TAKEN_OVER.with("It deals with dead letters now, or this one's transaction took too"
                    + " long. What was sent until then stays sent; a repeat goes on with the rest");
        }
    }

    private static boolean isFenced(Throwable failure) {
        return failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException;
    }

    /** What Kafka says of a record or its topic, and would say again. */
    private static boolean isRefusal(Throwable failure) {
        return PendingSends.isTooLarge(failure)
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException;
    }

    private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted) {
        Throwable cause = failure;
        while (cause != null && !wanted.test(cause)) {
            cause = cause.getCause();
        }
        return cause;
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
