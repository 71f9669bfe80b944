package dev.sluice.ingress.atomic;

import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.kafka.TransactionalProducer.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Commits the events of several requests in one transaction and reports each request's result. Blocks; for one thread at a time. */
final class GroupCommit {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int MAX_ATTEMPTS = 2;

    private final TransactionalProducer producer;
    private final Clock clock;

    GroupCommit(TransactionalProducer producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * Publishes a group and reports a result for each publication. If Kafka refuses an event as too large, the suspected
     * publications leave the group: a single one fails, several are published one by one. Any other abort is retried once,
     * possibly with a new producer, since an aborted transaction has certainly written nothing.
     */
    void publish(List<AtomicPublication> group) {
        List<AtomicPublication> open = new ArrayList<>(group);
        int attempts = 0;
        while (removeExpired(open)) {
            Instant now = clock.instant();
            Outcome outcome = producer.transact(sender -> open.forEach(publication -> publication.send(sender, now)));
            if (outcome instanceof Outcome.Committed) {
                open.forEach(AtomicPublication::committed);
                return;
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                LOG.warnf("Transaction outcome unknown: %s", unknown.cause());
                open.forEach(AtomicPublication::unknown);
                return;
            }
            List<AtomicPublication> suspects =
                    open.stream().filter(AtomicPublication::mayBeTooLarge).toList();
            open.removeAll(suspects);
            if (suspects.size() == 1) {
                suspects.get(0).tooLarge();
            } else if (suspects.size() > 1) {
                suspects.forEach(suspect -> publish(List.of(suspect)));
            } else if (++attempts == MAX_ATTEMPTS) {
                LOG.warnf("Transaction aborted: %s", ((Outcome.Aborted) outcome).cause());
                open.forEach(AtomicPublication::notWritten);
                return;
            }
        }
    }

    /** Fails the publications whose deadline has passed and removes them. Returns whether any are left. */
    private boolean removeExpired(List<AtomicPublication> open) {
        Instant now = clock.instant();
        List<AtomicPublication> expired =
                open.stream().filter(publication -> publication.isExpired(now)).toList();
        expired.forEach(AtomicPublication::notWritten);
        open.removeAll(expired);
        return !open.isEmpty();
    }
}
