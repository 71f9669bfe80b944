package dev.sluice.deadletter;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.tracing.RecordMdc;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Deals with dead letters: sends them to where they came from, or says that nothing is to be sent. For worker threads. */
@Singleton
class RedriveService {

    private static final Logger LOG = Logger.getLogger(RedriveService.class);

    private final DeadLetterConsumers consumers;
    private final DeadLetterReader reader;
    private final ResolutionLog marks;
    private final RedriveSessions turns;
    private final DeadLettersConfig config;
    private final Clock clock;
    private final DeadLetterMeters meters;

    RedriveService(
            DeadLetterConsumers consumers,
            DeadLetterReader reader,
            ResolutionLog marks,
            RedriveSessions turns,
            DeadLettersConfig config,
            Clock clock,
            DeadLetterMeters meters) {
        this.consumers = consumers;
        this.reader = reader;
        this.marks = marks;
        this.turns = turns;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Redrives one letter, or tells what that would do.
     *
     * @param by whose token asks for it
     * @throws HttpProblem if there is no such letter, this replica redrives already, or Kafka does not answer
     */
    RedriveResult one(RecordPosition place, boolean dryRun, String by) {
        return consumers.with(consumer -> {
            ClusterTopicNames topics = ClusterTopicNames.now(consumer, config);
            if (dryRun) {
                marks.refresh(consumer, topics.requireMarks());
                DeadLetter letter = reader.require(place, consumer, topics);
                return obstacle(letter, topics).orElseGet(() -> RedriveResult.wouldSend(letter));
            }
            try (RedriveSession turn = turns.begin(consumer, topics)) {
                DeadLetter letter = reader.require(place, consumer, topics);
                return obstacle(letter, topics).orElseGet(() -> send(letter, turn, by));
            }
        });
    }

    private Optional<RedriveResult> obstacle(DeadLetter letter, ClusterTopicNames topics) {
        return marks.of(letter.place(), letter.time())
                .map(mark -> mark.state().text() + " at " + mark.at() + " by " + mark.by())
                .or(() -> new RedrivePolicy(topics, config.maxRedrives()).obstacle(letter))
                .map(why -> RedriveResult.skipped(letter, why));
    }

    private RedriveResult send(DeadLetter letter, RedriveSession turn, String by) {
        try {
            turn.commit(List.of(
                    PendingResolution.redrive(letter, String.valueOf(letter.originalTopic()), clock.instant(), by)));
            meters.redriven(1);
            try (RecordMdc fields = RecordMdc.of(letter.record())) {
                LOG.infof("%s has redriven %s", by, letter.place());
            }
            return RedriveResult.sent(letter);
        } catch (RedriveRejectedException e) {
            return RedriveResult.skipped(letter, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Says that nothing is to be sent for a letter. One that is dealt with stays as it is.
     *
     * @throws HttpProblem if there is no such letter, this replica redrives, or Kafka does not answer
     */
    DeadLetterView discard(RecordPosition place, String by) {
        return consumers.with(consumer -> {
            ClusterTopicNames topics = ClusterTopicNames.now(consumer, config);
            try (RedriveSession turn = turns.begin(consumer, topics)) {
                DeadLetter letter = reader.require(place, consumer, topics);
                Optional<Resolution> mark = marks.of(place, letter.time());
                if (mark.isEmpty()) {
                    PendingResolution deed = PendingResolution.discard(letter, clock.instant(), by);
                    turn.commit(List.of(deed));
                    meters.discarded();
                    try (RecordMdc fields = RecordMdc.of(letter.record())) {
                        LOG.infof("%s has discarded %s", by, place);
                    }
                    mark = Optional.of(deed.mark());
                }
                return DeadLetterView.of(letter, mark);
            }
        });
    }

    /**
     * Prepares the redrive of many letters. Whoever gets it runs or closes it.
     *
     * @throws HttpProblem if this replica redrives already, too many others read, or Kafka does not answer
     */
    Running many(RedriveJob.Request request, boolean dryRun) {
        DeadLetterConsumers.Borrowed borrowed = consumers.borrow();
        try {
            return borrowed.use(consumer -> new Running(borrowed, prepare(request, dryRun, consumer)));
        } catch (RuntimeException e) {
            borrowed.close();
            throw e;
        }
    }

    private Prepared prepare(RedriveJob.Request request, boolean dryRun, Consumer<byte[], byte[]> consumer) {
        ClusterTopicNames topics = ClusterTopicNames.now(consumer, config);
        RedriveSession turn = null;
        if (dryRun) {
            marks.refresh(consumer, topics.requireMarks());
        } else {
            turn = turns.begin(consumer, topics);
        }
        try {
            DeadLetterFilter filter = request.filter();
            DeadLetterScanner scan = new DeadLetterScanner(
                    consumer, topics.deadLetters(filter.topic()), filter.from(), null, config.readTimeout());
            RedrivePolicy rules = new RedrivePolicy(topics, config.maxRedrives());
            return new Prepared(new RedriveJob(request, scan, marks, rules, clock, turn, meters), turn);
        } catch (RuntimeException e) {
            if (turn != null) {
                turn.close();
            }
            throw e;
        }
    }

    private record Prepared(RedriveJob redrive, @Nullable RedriveSession turn) {}

    /** A redrive with the clients that it needs. */
    static final class Running implements AutoCloseable {

        private final DeadLetterConsumers.Borrowed borrowed;
        private final Prepared prepared;

        private Running(DeadLetterConsumers.Borrowed borrowed, Prepared prepared) {
            this.borrowed = borrowed;
            this.prepared = prepared;
        }

        /** Runs it to its end, or until nobody listens any more. */
        RedriveJob.Summary run(java.util.function.Consumer<List<?>> lines, BooleanSupplier hungUp) {
            RedriveJob redrive = prepared.redrive();
            try {
                borrowed.use(consumer -> {
                    redrive.run(lines, hungUp);
                    return true;
                });
                return redrive.summary(null);
            } catch (HttpProblem e) {
                return redrive.summary(e);
            }
        }

        @Override
        public void close() {
            try (borrowed) {
                if (prepared.turn() != null) {
                    prepared.turn().close();
                }
            }
        }
    }
}
