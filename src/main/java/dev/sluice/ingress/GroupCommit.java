package dev.sluice.ingress;

import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Commits the events of several requests in one transaction, and tells each the truth. For one thread at a time, which waits. */
final class GroupCommit {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int ATTEMPTS = 2;

    private final TransactionalProducer producer;
    private final Clock clock;

    GroupCommit(TransactionalProducer producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * Answers each publication. One with a fault of its own does not keep the others from being committed; and since what
     * is aborted was certainly not written, a transaction that ends so for another reason is tried once more, with a
     * producer that may be a new one.
     */
    void publish(List<AtomicPublication> group) {
        List<AtomicPublication> open = new ArrayList<>(group);
        int attempts = 0;
        while (leaveOutTheLate(open)) {
            Instant now = clock.instant();
            Outcome outcome = producer.transact(sender -> open.forEach(publication -> publication.send(sender, now)));
            if (outcome instanceof Outcome.Committed) {
                open.forEach(AtomicPublication::committed);
                return;
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                LOG.warnf("It is unknown whether a transaction was committed: %s", unknown.cause());
                open.forEach(AtomicPublication::unknown);
                return;
            }
            List<AtomicPublication> suspects =
                    open.stream().filter(AtomicPublication::isSuspect).toList();
            open.removeAll(suspects);
            if (suspects.size() == 1) {
                suspects.get(0).tooLarge();
            } else if (suspects.size() > 1) {
                suspects.forEach(suspect -> publish(List.of(suspect)));
            } else if (++attempts == ATTEMPTS) {
                LOG.warnf("A transaction was aborted: %s", ((Outcome.Aborted) outcome).cause());
                open.forEach(AtomicPublication::notWritten);
                return;
            }
        }
    }

    /** Whether any are left. */
    private boolean leaveOutTheLate(List<AtomicPublication> open) {
        Instant now = clock.instant();
        List<AtomicPublication> late =
                open.stream().filter(publication -> publication.isLate(now)).toList();
        late.forEach(AtomicPublication::notWritten);
        open.removeAll(late);
        return !open.isEmpty();
    }
}
