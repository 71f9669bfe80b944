package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.kafka.KnownTopics;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Publishes single events to Kafka and reports the result of each. Safe for any thread; never blocks. */
@Singleton
public class Publisher {

    private final EventsChannel channel;
    private final PartitionGate gate;
    private final InFlightLimiter limiter;
    private final PublishMeters meters;
    private final Clock clock;
    private final Traces traces;
    private final KnownTopics topics;

    Publisher(
            EventsChannel channel,
            PartitionGate gate,
            InFlightLimiter limiter,
            PublishMeters meters,
            Clock clock,
            Traces traces,
            KnownTopics topics) {
        this.channel = channel;
        this.gate = gate;
        this.limiter = limiter;
        this.meters = meters;
        this.clock = clock;
        this.traces = traces;
        this.topics = topics;
    }

    /** Receipts have the ids of the topics of the event types. */
    void watchTopics(@Observes StartupEvent event, EventCatalog catalog, ActiveComponents components) {
        if (components.has(Component.INGRESS)) {
            topics.watch(catalog.topics());
        }
    }

    /** Receives the result of one event: exactly one method is called, once, on any thread. */
    public interface ResultHandler {

        /** Reports that all in-sync replicas have the event. */
        void published(Receipt receipt);

        /** Reports a failure. The problem says whether the event was not written or whether the outcome is unknown. */
        void failed(HttpProblem problem);

        /**
         * Returns whether the time to the acknowledgement is recorded as a metric. Batches and streams record a sample of
         * their events, since a measurement adds a tenth to the cost of such an event (docs/metrics.md).
         */
        default boolean isMeasured() {
            return true;
        }
    }

    /**
     * Publishes a single event, in a span of its own.
     *
     * @return the receipt, or a failure that is a {@link PublishException}
     */
    Uni<Receipt> publish(BatchItem.Ready event) {
        return Uni.createFrom().emitter(emitter -> {
            Span span = traces.send(event.type().topic(), event.context().trace());
            ResultHandler handler = new ResultHandler() {
                @Override
                public void published(Receipt receipt) {
                    traces.sent(span, receipt.partition(), receipt.offset());
                    emitter.complete(receipt);
                }

                @Override
                public void failed(HttpProblem problem) {
                    traces.sendFailed(span, problem.getType());
                    emitter.fail(new PublishException(problem));
                }
            };
            publish(event, handler, span);
        });
    }

    /**
     * Publishes one event of a request with several, or reports an overload if the limit of events in flight is reached.
     *
     * @param handler called within the producer's {@code delivery.timeout.ms}
     */
    public void publish(BatchItem.Ready event, ResultHandler handler) {
        publish(event, handler, traces.current(event.context().trace()));
    }

    private void publish(BatchItem.Ready event, ResultHandler handler, Span span) {
        if (!tryPublish(event, handler, span)) {
            handler.failed(RequestProblem.OVERLOADED.with("Too many events wait for Kafka; the event was not written"));
        }
    }

    /**
     * Publishes one event of a request with several, unless the limit of events in flight is reached. Events with the same
     * key are written in the order of the calls.
     *
     * @param handler called within the producer's {@code delivery.timeout.ms}, unless the result is false
     * @return whether the event was accepted
     */
    public boolean tryPublish(BatchItem.Ready event, ResultHandler handler) {
        return tryPublish(event, handler, traces.current(event.context().trace()));
    }

    private boolean tryPublish(BatchItem.Ready ready, ResultHandler handler, Span span) {
        EventType type = ready.type();
        Valid event = ready.event();
        if (gate.isClosed(type.topic(), event.key())) {
            handler.failed(PartitionGate.refusal());
            return true;
        }
        int size = ready.size();
        if (!limiter.tryAcquire(1, size)) {
            return false;
        }
        var record = type.newRecord(ready.id(), event.key(), event.value(), clock.instant());
        ready.context().addTo(record.headers());
        traces.inject(span, record.headers());
        var inFlight = new InFlight(type, ready.id(), size, handler);
        try {
            var unused = channel.producer().send(record, inFlight);
        } catch (RuntimeException notSent) {
            // A producer that is closed or has failed permanently throws without sending.
            inFlight.fail(PublishProblem.NOT_WRITTEN.with("The event could not be sent to Kafka and was not written"));
        }
        return true;
    }

    /** An event that the producer has. Only the first result counts. */
    private final class InFlight implements Callback {

        private final EventType type;
        private final UUID id;
        private final int size;
        private final ResultHandler handler;
        private final boolean isMeasured;
        private final long startNanos;
        private final double repeatedSends;
        private final AtomicBoolean completed = new AtomicBoolean();

        InFlight(EventType type, UUID id, int size, ResultHandler handler) {
            this.type = type;
            this.id = id;
            this.size = size;
            this.handler = handler;
            this.isMeasured = handler.isMeasured();
            this.startNanos = isMeasured ? System.nanoTime() : 0;
            this.repeatedSends = channel.repeatedSends().recent();
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                if (PartitionGate.closes(failure)) {
                    gate.close(new TopicPartition(metadata.topic(), metadata.partition()));
                }
                fail(PublishFailures.problem(failure, channel.repeatedSends().haveGrownSince(repeatedSends)));
            } else if (complete()) {
                if (isMeasured) {
                    meters.acknowledged(System.nanoTime() - startNanos);
                }
                meters.published(type);
                handler.published(Receipt.of(type, id, metadata, topics));
            }
        }

        void fail(HttpProblem problem) {
            if (complete()) {
                handler.failed(problem);
            }
        }

        private boolean complete() {
            if (!completed.compareAndSet(false, true)) {
                return false;
            }
            limiter.release(1, size);
            return true;
        }
    }
}
