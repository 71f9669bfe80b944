package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Hands events to Kafka, and tells what became of each. Safe for any thread; it does not block. */
@Singleton
class Publisher {

    private final EventsChannel events;
    private final InFlightLimiter admission;
    private final PublishMeters meters;
    private final Clock clock;
    private final Traces traces;

    Publisher(EventsChannel events, InFlightLimiter admission, PublishMeters meters, Clock clock, Traces traces) {
        this.events = events;
        this.admission = admission;
        this.meters = meters;
        this.clock = clock;
        this.traces = traces;
    }

    /** What became of an event; one of these is called once, on any thread. */
    interface Answer {

        /** All in-sync replicas have it. */
        void published(Receipt receipt);

        /** The problem says whether it was written, was not, or is unknown. */
        void failed(HttpProblem problem);

        /**
         * Whether the time until it is acknowledged is measured, for metrics. Of a batch or a stream one event stands for
         * many: each measurement costs a tenth of what such an event costs.
         */
        default boolean isMeasured() {
            return true;
        }
    }

    /**
     * Publishes an event.
     *
     * @return its receipt, or a failure that is a {@link HttpProblem}, as an {@link Answer} has them
     */
    Uni<Receipt> publish(EventType type, UUID id, Valid event) {
        return Uni.createFrom().emitter(emitter -> {
            Span span = traces.send(type.topic());
            Answer answer = new Answer() {
                @Override
                public void published(Receipt receipt) {
                    traces.sent(span, receipt.partition(), receipt.offset());
                    emitter.complete(receipt);
                }

                @Override
                public void failed(HttpProblem problem) {
                    traces.sendFailed(span, problem.getType());
                    emitter.fail(problem);
                }
            };
            publish(type, id, event, answer, span);
        });
    }

    /**
     * Publishes one of the events of a request, or refuses it as an overload.
     *
     * @param answer called within the producer's {@code delivery.timeout.ms}
     */
    void publish(EventType type, UUID id, Valid event, Answer answer) {
        publish(type, id, event, answer, traces.current());
    }

    private void publish(EventType type, UUID id, Valid event, Answer answer, Span span) {
        if (!tryPublish(type, id, event, answer, span)) {
            answer.failed(RequestProblem.OVERLOADED.with("The event was not written"));
        }
    }

    /**
     * Publishes one of the events of a request, if there is a place for it. Events with the same key that are given one after the other are
     * written in this order.
     *
     * @param answer called within the producer's {@code delivery.timeout.ms}
     * @return whether there was a place; if not, nothing was done
     */
    boolean tryPublish(EventType type, UUID id, Valid event, Answer answer) {
        return tryPublish(type, id, event, answer, traces.current());
    }

    private boolean tryPublish(EventType type, UUID id, Valid event, Answer answer, Span span) {
        int size = event.size();
        if (!admission.enter(1, size)) {
            return false;
        }
        var record = type.newRecord(id, event.key(), event.value(), clock.instant());
        traces.inject(span, record.headers());
        var inFlight = new InFlight(type, id, size, answer);
        try {
            var unused = events.producer().send(record, inFlight);
        } catch (RuntimeException notTaken) {
            // A producer that has failed for good, or is closed, sends nothing that it throws for.
            inFlight.fail(PublishProblem.NOT_WRITTEN.with("The event was not written"));
        }
        return true;
    }

    /** An event that Kafka was given. What is told of it first is its answer. */
    private final class InFlight implements Callback {

        private final EventType type;
        private final UUID id;
        private final int size;
        private final Answer answer;
        private final boolean isMeasured;
        private final long begun;
        private final AtomicBoolean settled = new AtomicBoolean();

        InFlight(EventType type, UUID id, int size, Answer answer) {
            this.type = type;
            this.id = id;
            this.size = size;
            this.answer = answer;
            this.isMeasured = answer.isMeasured();
            this.begun = isMeasured ? System.nanoTime() : 0;
        }

        @Override
        public void onCompletion(RecordMetadata written, @Nullable Exception failure) {
            if (failure != null) {
                fail(PublishFailures.problem(failure));
            } else if (settle()) {
                if (isMeasured) {
                    meters.acknowledged(System.nanoTime() - begun);
                }
                meters.published(type);
                answer.published(Receipt.of(type, id, written));
            }
        }

        void fail(HttpProblem problem) {
            if (settle()) {
                answer.failed(problem);
            }
        }

        private boolean settle() {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            admission.leave(1, size);
            return true;
        }
    }
}
