package dev.sluice.deadletter;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.tracing.RecordFields;
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
class Redriver {

    private static final Logger LOG = Logger.getLogger(Redriver.class);

    private final LetterConsumers consumers;
    private final LetterReader reader;
    private final Marks marks;
    private final Turns turns;
    private final DeadLettersConfig config;
    private final Clock clock;
    private final LetterMeters meters;

    Redriver(
            LetterConsumers consumers,
            LetterReader reader,
            Marks marks,
            Turns turns,
            DeadLettersConfig config,
            Clock clock,
            LetterMeters meters) {
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
    RedriveLine one(RecordPosition place, boolean dryRun, String by) {
        return consumers.with(consumer -> {
            Topics topics = Topics.now(consumer, config);
            if (dryRun) {
                marks.refresh(consumer, topics.requireMarks());
                DeadLetter letter = reader.require(place, consumer, topics);
                return obstacle(letter, topics).orElseGet(() -> RedriveLine.wouldSend(letter));
            }
            try (Turn turn = turns.begin(consumer, topics)) {
                DeadLetter letter = reader.require(place, consumer, topics);
                return obstacle(letter, topics).orElseGet(() -> send(letter, turn, by));
            }
        });
    }

    private Optional<RedriveLine> obstacle(DeadLetter letter, Topics topics) {
        return marks.of(letter.place(), letter.time())
                .map(mark -> mark.state().text() + " at " + mark.at() + " by " + mark.by())
                .or(() -> new RedriveRules(topics, config.maxRedrives()).obstacle(letter))
                .map(why -> RedriveLine.skipped(letter, why));
    }

    private RedriveLine send(DeadLetter letter, Turn turn, String by) {
        try {
            turn.commit(List.of(Deed.redrive(letter, String.valueOf(letter.originalTopic()), clock.instant(), by)));
            meters.redriven(1);
            try (RecordFields fields = RecordFields.of(letter.record())) {
                LOG.infof("%s has redriven %s", by, letter.place());
            }
            return RedriveLine.sent(letter);
        } catch (LetterRefusedException e) {
            return RedriveLine.skipped(letter, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Says that nothing is to be sent for a letter. One that is dealt with stays as it is.
     *
     * @throws HttpProblem if there is no such letter, this replica redrives, or Kafka does not answer
     */
    LetterView discard(RecordPosition place, String by) {
        return consumers.with(consumer -> {
            Topics topics = Topics.now(consumer, config);
            try (Turn turn = turns.begin(consumer, topics)) {
                DeadLetter letter = reader.require(place, consumer, topics);
                Optional<Mark> mark = marks.of(place, letter.time());
                if (mark.isEmpty()) {
                    Deed deed = Deed.discard(letter, clock.instant(), by);
                    turn.commit(List.of(deed));
                    meters.discarded();
                    try (RecordFields fields = RecordFields.of(letter.record())) {
                        LOG.infof("%s has discarded %s", by, place);
                    }
                    mark = Optional.of(deed.mark());
                }
                return LetterView.of(letter, mark);
            }
        });
    }

    /**
     * Prepares the redrive of many letters. Whoever gets it runs or closes it.
     *
     * @throws HttpProblem if this replica redrives already, too many others read, or Kafka does not answer
     */
    Running many(Redrive.Request request, boolean dryRun) {
        LetterConsumers.Borrowed borrowed = consumers.borrow();
        try {
            return borrowed.use(consumer -> new Running(borrowed, prepare(request, dryRun, consumer)));
        } catch (RuntimeException e) {
            borrowed.close();
            throw e;
        }
    }

    private Prepared prepare(Redrive.Request request, boolean dryRun, Consumer<byte[], byte[]> consumer) {
        Topics topics = Topics.now(consumer, config);
        Turn turn = null;
        if (dryRun) {
            marks.refresh(consumer, topics.requireMarks());
        } else {
            turn = turns.begin(consumer, topics);
        }
        try {
            LetterFilter filter = request.filter();
            Scan scan = new Scan(consumer, topics.deadLetters(filter.topic()), filter.from(), null, config.patience());
            RedriveRules rules = new RedriveRules(topics, config.maxRedrives());
            return new Prepared(new Redrive(request, scan, marks, rules, clock, turn, meters), turn);
        } catch (RuntimeException e) {
            if (turn != null) {
                turn.close();
            }
            throw e;
        }
    }

    private record Prepared(Redrive redrive, @Nullable Turn turn) {}

    /** A redrive with the clients that it needs. */
    static final class Running implements AutoCloseable {

        private final LetterConsumers.Borrowed borrowed;
        private final Prepared prepared;

        private Running(LetterConsumers.Borrowed borrowed, Prepared prepared) {
            this.borrowed = borrowed;
            this.prepared = prepared;
        }

        /** Runs it to its end, or until nobody listens any more. */
        Redrive.Summary run(java.util.function.Consumer<List<?>> lines, BooleanSupplier hungUp) {
            Redrive redrive = prepared.redrive();
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
