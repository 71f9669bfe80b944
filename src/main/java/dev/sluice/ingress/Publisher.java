package dev.sluice.ingress;

import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.schema.json.EventReader.Result.Valid;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
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

    /**
     * Publishes an event.
     *
     * @return its receipt, once all in-sync replicas have it; or, within the producer's {@code delivery.timeout.ms}, a
     *     failure that is a {@link io.quarkiverse.resteasy.problem.HttpProblem} and says whether it was written, was not, or
     *     is unknown
     */
    Uni<Receipt> publish(EventType type, UUID id, Valid event) {
        if (!admission.enter()) {
            count(type, "shed");
            return Uni.createFrom().failure(Problem.OVERLOADED.with("The event was not written"));
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                type.topic(), null, event.key(), event.value(), EventHeaders.of(id, type, clock.instant()));
        return Uni.createFrom().emitter(answer -> {
            try {
                var unused = events.producer().send(record, (written, failure) -> {
                    admission.leave();
                    if (failure == null) {
                        count(type, "published");
                        answer.complete(receipt(type, id, written));
                    } else {
                        fail(type, answer, PublishFailures.problem(failure));
                    }
                });
            } catch (RuntimeException notTaken) {
                // The producer throws only for what it did not take, such as everything once it is closed.
                admission.leave();
                fail(type, answer, Problem.NOT_WRITTEN.with("The event was not written"));
            }
        });
    }

    private void fail(EventType type, UniEmitter<? super Receipt> answer, Throwable problem) {
        count(type, "failed");
        answer.fail(problem);
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
