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
        while (!open.isEmpty()) {
            Instant now = clock.instant();
            open.removeIf(publication -> failedIfLate(publication, now));
            Outcome outcome = producer.transact(sender -> open.forEach(publication -> publication.send(sender, now)));
            if (outcome instanceof Outcome.Committed) {
                open.forEach(AtomicPublication::committed);
                return;
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                LOG.warnf("It is unknown whether a transaction was committed: %s", unknown.cause());
                open.forEach(publication -> publication.failed(
                        Problem.OUTCOME_UNKNOWN.with("All events may have been written, or may still be; or none")));
                return;
            }
            List<AtomicPublication> suspects = open.stream()
                    .filter(publication -> publication.fault().isPresent())
                    .toList();
            if (suspects.size() > 1) {
                // Kafka fails what is still unsent with another record's error: only alone is it a publication's own.
                open.removeAll(suspects);
                suspects.forEach(suspect -> publish(List.of(suspect)));
            } else if (!open.removeIf(GroupCommit::failedIfAtFault) && ++attempts == ATTEMPTS) {
                LOG.warnf("A transaction was aborted: %s", ((Outcome.Aborted) outcome).cause());
                open.forEach(GroupCommit::notWritten);
                return;
            }
        }
    }

    private static boolean failedIfLate(AtomicPublication publication, Instant now) {
        if (publication.isLate(now)) {
            notWritten(publication);
            return true;
        }
        return false;
    }

    private static boolean failedIfAtFault(AtomicPublication publication) {
        var fault = publication.fault();
        fault.ifPresent(publication::failed);
        return fault.isPresent();
    }

    private static void notWritten(AtomicPublication publication) {
        publication.failed(Problem.NOT_WRITTEN.with("No event was written"));
    }
}
