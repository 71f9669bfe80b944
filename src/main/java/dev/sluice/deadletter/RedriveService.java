package dev.sluice.deadletter;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.KafkaExceptionMapper;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Redrives and discards dead letters. For worker threads: its methods block on Kafka. */
@Singleton
class RedriveService {

    private final DeadLetterConsumers consumers;
    private final DeadLetterReader reader;
    private final ResolutionLog resolutions;
    private final RedriveSession.Factory sessions;
    private final RedrivePolicy.Factory policies;
    private final DeadLettersConfig config;
    private final Clock clock;
    private final DeadLetterMeters meters;

    RedriveService(
            DeadLetterConsumers consumers,
            DeadLetterReader reader,
            ResolutionLog resolutions,
            RedriveSession.Factory sessions,
            RedrivePolicy.Factory policies,
            DeadLettersConfig config,
            Clock clock,
            DeadLetterMeters meters) {
        this.consumers = consumers;
        this.reader = reader;
        this.resolutions = resolutions;
        this.sessions = sessions;
        this.policies = policies;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Redrives a dead letter, or reports the outcome that a redrive would have.
     *
     * @param operator the name of the caller
     * @throws HttpProblem if there is no such dead letter, or this replica has an open session
     * @throws KafkaException if Kafka does not answer
     */
    RedriveLine.Result redrive(RecordPosition position, boolean dryRun, String operator) {
        return consumers.with(consumer -> {
            TopicSnapshot topics = TopicSnapshot.fetch(consumer, config);
            if (dryRun) {
                resolutions.refresh(consumer, topics.requireResolutionPartitions());
                DeadLetter deadLetter = reader.require(position, consumer, topics);
                return skipped(deadLetter, topics).orElseGet(() -> RedriveLine.Result.wouldSend(deadLetter));
            }
            try (RedriveSession session = sessions.open(consumer, topics)) {
                DeadLetter deadLetter = reader.require(position, consumer, topics);
                return skipped(deadLetter, topics).orElseGet(() -> send(deadLetter, session, operator));
            }
        });
    }

    private Optional<RedriveLine.Result> skipped(DeadLetter deadLetter, TopicSnapshot topics) {
        return resolutions
                .find(deadLetter)
                .map(resolution -> resolution.state().text() + " at " + resolution.at() + " by " + resolution.by())
                .or(() -> policies.of(topics).rejectionReason(deadLetter))
                .map(reason -> RedriveLine.Result.skipped(deadLetter, reason));
    }

    private RedriveLine.Result send(DeadLetter deadLetter, RedriveSession session, String operator) {
        try {
            session.commit(List.of(Resolution.redrive(
                    deadLetter, String.valueOf(deadLetter.originalTopic()), clock.instant(), operator)));
            meters.redriven(1);
            return RedriveLine.Result.sent(deadLetter);
        } catch (RedriveSession.RejectedException e) {
            return RedriveLine.Result.skipped(deadLetter, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Discards a dead letter, so that it is never redriven. A dead letter that has a resolution keeps it.
     *
     * @param operator the name of the caller
     * @throws HttpProblem if there is no such dead letter, or this replica has an open session
     * @throws KafkaException if Kafka does not answer
     */
    DeadLetterView discard(RecordPosition position, String operator) {
        return consumers.with(consumer -> {
            TopicSnapshot topics = TopicSnapshot.fetch(consumer, config);
            try (RedriveSession session = sessions.open(consumer, topics)) {
                DeadLetter deadLetter = reader.require(position, consumer, topics);
                Optional<Resolution> resolution = resolutions.find(deadLetter);
                if (resolution.isEmpty()) {
                    Resolution.Pending pending = Resolution.discard(deadLetter, clock.instant(), operator);
                    session.commit(List.of(pending));
                    meters.discarded();
                    resolution = Optional.of(pending.resolution());
                }
                return DeadLetterView.of(deadLetter, resolution);
            }
        });
    }

    /**
     * Prepares a redrive of many dead letters. The caller runs and closes it.
     *
     * @throws HttpProblem if this replica has an open session, or too many requests are running
     * @throws KafkaException if Kafka does not answer
     */
    Prepared prepare(RedriveJob.Request request, boolean dryRun) {
        ConsumerPool.Pooled pooled = consumers.borrow();
        try {
            return pooled.use(consumer -> prepare(request, dryRun, pooled, consumer));
        } catch (RuntimeException e) {
            pooled.close();
            throw e;
        }
    }

    private Prepared prepare(
            RedriveJob.Request request, boolean dryRun, ConsumerPool.Pooled pooled, Consumer<byte[], byte[]> consumer) {
        TopicSnapshot topics = TopicSnapshot.fetch(consumer, config);
        RedriveSession session = null;
        if (dryRun) {
            resolutions.refresh(consumer, topics.requireResolutionPartitions());
        } else {
            session = sessions.open(consumer, topics);
        }
        try {
            DeadLetterFilter filter = request.filter();
            DeadLetterScanner scanner = new DeadLetterScanner(
                    consumer, topics.deadLetterPartitions(filter.topic()), filter.from(), null, config.readTimeout());
            RedrivePolicy policy = policies.of(topics);
            return new Prepared(
                    pooled, new RedriveJob(request, scanner, resolutions, policy, clock, session, meters), session);
        } catch (RuntimeException e) {
            if (session != null) {
                session.close();
            }
            throw e;
        }
    }

    /**
     * A redrive that is ready to run, with the clients that it uses.
     *
     * @param session null for a dry run
     */
    record Prepared(
            ConsumerPool.Pooled pooled,
            RedriveJob job,
            @Nullable RedriveSession session) implements AutoCloseable {

        /**
         * Runs the redrive until it ends, fails or is cancelled.
         *
         * @param output receives the lines of each transaction once it is committed
         */
        RedriveLine.Summary run(java.util.function.Consumer<List<RedriveLine>> output, BooleanSupplier cancelled) {
            try {
                pooled.use(consumer -> {
                    job.run(output, cancelled);
                    return true;
                });
                return job.summary(null);
            } catch (KafkaException e) {
                return job.summary(KafkaExceptionMapper.problem(e));
            } catch (HttpProblem e) {
                return job.summary(e);
            }
        }

        @Override
        public void close() {
            try (pooled) {
                if (session != null) {
                    session.close();
                }
            }
        }
    }
}
