package dev.sluice.ingress;

import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.schema.json.EventReader.Result.Valid;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Hands events to Kafka, and tells what became of each. Safe for any thread; it does not block. */
@ApplicationScoped
class Publisher {

    private final EventsChannel events;
    private final Admission admission;
    private final Clock clock;
    private final MeterRegistry meters;

    Publisher(EventsChannel events, IngressConfig config, Clock clock, MeterRegistry meters) {
        this.events = events;
        this.admission = new Admission(config.maxInFlight());
        this.clock = clock;
        this.meters = meters;
        meters.gauge("sluice.ingress.in.flight", admission, Admission::inFlight);
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
     * Publishes an event. Events with the same key that are given one after the other are written in this order.
     *
     * @param answer called within the producer's {@code delivery.timeout.ms}
     */
    void publish(EventType type, UUID id, Valid event, Answer answer) {
        if (!admission.enter()) {
            count(type, "shed");
            answer.failed(Problem.OVERLOADED.with("The event was not written"));
            return;
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                type.topic(), null, event.key(), event.value(), EventHeaders.of(id, type, clock.instant()));
        try {
            var unused = events.producer().send(record, (written, failure) -> {
                admission.leave();
                if (failure == null) {
                    count(type, "published");
                    answer.published(receipt(type, id, written));
                } else {
                    count(type, "failed");
                    answer.failed(PublishFailures.problem(failure));
                }
            });
        } catch (RuntimeException notTaken) {
            // The producer throws only for what it did not take, such as everything once it is closed.
            admission.leave();
            count(type, "failed");
            answer.failed(Problem.NOT_WRITTEN.with("The event was not written"));
        }
    }

    private static Receipt receipt(EventType type, UUID id, RecordMetadata written) {
        return new Receipt(
                id,
                type.name(),
                written.topic(),
                written.partition(),
                written.offset(),
                Instant.ofEpochMilli(written.timestamp()));
    }

    private void count(EventType type, String outcome) {
        meters.counter("sluice.events.published", "type", type.name(), "outcome", outcome)
                .increment();
    }
}
