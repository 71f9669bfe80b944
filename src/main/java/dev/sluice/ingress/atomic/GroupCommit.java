package dev.sluice.ingress.atomic;

import dev.sluice.ingress.PartitionGate;
import dev.sluice.kafka.SendFailure;
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
    private final PartitionGate gate;
    private final Clock clock;

    GroupCommit(TransactionalProducer producer, PartitionGate gate, Clock clock) {
        this.producer = producer;
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * Publishes a group and reports a result for each publication. If Kafka refuses an event, the suspected publications leave
     * the group: a single one fails, several are published one by one. If Kafka refuses the producer, all fail. Any other abort is
     * retried once, possibly with a new producer, since an aborted transaction has certainly written nothing.
     */
    void publish(List<AtomicPublication> group) {
        List<AtomicPublication> open = new ArrayList<>(group);
        int attempts = 0;
        while (removeFailed(open)) {
            Instant now = clock.instant();
            Outcome outcome =
                    producer.transact(transaction -> open.forEach(publication -> publication.send(transaction, now)));
            if (outcome instanceof Outcome.Committed) {
                open.forEach(AtomicPublication::committed);
                return;
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                LOG.warnf("Transaction outcome unknown: %s", unknown.cause());
                open.forEach(AtomicPublication::unknown);
                return;
            }
            Outcome.Aborted aborted = (Outcome.Aborted) outcome;
            RuntimeException cause = aborted.cause();
            if (PartitionGate.closes(cause)) {
                aborted.partition().ifPresent(gate::close);
            }
            List<AtomicPublication> suspects =
                    open.stream().filter(AtomicPublication::mayBeRefused).toList();
            open.removeAll(suspects);
            if (suspects.size() == 1) {
                suspects.get(0).refused();
            } else if (suspects.size() > 1) {
                suspects.forEach(suspect -> publish(List.of(suspect)));
            } else if (++attempts == MAX_ATTEMPTS || SendFailure.of(cause) == SendFailure.PRODUCER_REFUSED) {
                LOG.warnf("Transaction aborted: %s", cause);
                open.forEach(publication -> publication.aborted(cause));
                return;
            }
        }
    }

    /**
     * Fails and removes the publications whose deadline has passed, and those with an event for a closed partition, which would
     * delay the others. Returns whether any are left.
     */
    private boolean removeFailed(List<AtomicPublication> open) {
        List<AtomicPublication> closed =
                open.stream().filter(publication -> publication.isClosed(gate)).toList();
        closed.forEach(AtomicPublication::closed);
        open.removeAll(closed);
        Instant now = clock.instant();
        List<AtomicPublication> expired =
                open.stream().filter(publication -> publication.isExpired(now)).toList();
        expired.forEach(AtomicPublication::expired);
        open.removeAll(expired);
        return !open.isEmpty();
    }
}
