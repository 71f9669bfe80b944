package dev.sluice.ingress;

import dev.sluice.event.EventRecord;
import dev.sluice.event.EventType;
import dev.sluice.schema.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands events to Kafka, and tells what became of each. Safe for any thread; it does not block. */
@Singleton
class Publisher {

    private final EventsChannel events;
    private final Admission admission;
    private final PublishCounters counters;
    private final Clock clock;

    Publisher(EventsChannel events, Admission admission, PublishCounters counters, Clock clock) {
        this.events = events;
        this.admission = admission;
        this.counters = counters;
        this.clock = clock;
    }

    /** What became of an event; one of these is called once, on any thread. */
    interface Answer {

        /** All in-sync replicas have it. */
        void published(Receipt receipt);

        /** The problem says whether it was written, was not, or is unknown. */
        void failed(HttpProblem problem);
    }

    /**
     * Publishes an event.
     *
     * @return its receipt, or a failure that is a {@link HttpProblem}, as an {@link Answer} has them
     */
    Uni<Receipt> publish(EventType type, UUID id, Valid event) {
        return Uni.createFrom()
                .emitter(emitter -> publish(type, id, event, new Answer() {
                    @Override
                    public void published(Receipt receipt) {
                        emitter.complete(receipt);
                    }

                    @Override
                    public void failed(HttpProblem problem) {
                        emitter.fail(problem);
                    }
                }));
    }

    /**
     * Publishes an event, or refuses it as an overload.
     *
     * @param answer called within the producer's {@code delivery.timeout.ms}
     */
    void publish(EventType type, UUID id, Valid event, Answer answer) {
        if (!tryPublish(type, id, event, answer)) {
            counters.of(type).shed().increment();
            answer.failed(Problem.OVERLOADED.with("The event was not written"));
        }
    }

    /**
     * Publishes an event, if there is a place for it. Events with the same key that are given one after the other are
     * written in this order.
     *
     * @param answer called within the producer's {@code delivery.timeout.ms}
     * @return whether there was a place; if not, nothing was done
     */
    boolean tryPublish(EventType type, UUID id, Valid event, Answer answer) {
        int size = event.size();
        if (!admission.enter(1, size)) {
            return false;
        }
        var record = EventRecord.of(type, id, event.key(), event.value(), clock.instant());
        PublishCounters.Counters count = counters.of(type);
        AtomicBoolean settled = new AtomicBoolean();
        try {
            var unused = events.producer().send(record, (written, failure) -> {
                if (!settled.compareAndSet(false, true)) {
                    return;
                }
                admission.leave(1, size);
                if (failure == null) {
                    count.published().increment();
                    answer.published(Receipt.of(type, id, written));
                } else {
                    count.failed().increment();
                    answer.failed(PublishFailures.problem(failure));
                }
            });
        } catch (RuntimeException notTaken) {
            // A producer that has failed for good, or is closed, sends nothing that it throws for.
            if (settled.compareAndSet(false, true)) {
                admission.leave(1, size);
                count.failed().increment();
                answer.failed(Problem.NOT_WRITTEN.with("The event was not written"));
            }
        }
        return true;
    }
}
