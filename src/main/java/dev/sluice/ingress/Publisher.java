package dev.sluice.ingress;

import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.schema.json.EventReader.Result.Valid;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Hands events to Kafka, and tells what became of each. Safe for any thread; it does not block. */
@ApplicationScoped
class Publisher {

    static final String EVENTS = "events";

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter;
    private final Admission admission;
    private final Duration timeout;
    private final Clock clock;
    private final MeterRegistry meters;

    Publisher(
            // Unbounded, since admission bounds it before; a bounded one would fail those that it let in.
            @Channel(EVENTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter,
            IngressConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.emitter = emitter;
        this.admission = new Admission(config.maxInFlight());
        this.timeout = config.timeout();
        this.clock = clock;
        this.meters = meters;
        meters.gauge("sluice.ingress.in.flight", admission, Admission::inFlight);
    }

    /**
     * Publishes an event.
     *
     * @return its receipt, once all in-sync replicas have it; or a failure that is a {@link
     *     io.quarkiverse.resteasy.problem.HttpProblem} and says whether it was written, was not, or is unknown
     */
    Uni<Receipt> publish(EventType type, UUID id, Valid event) {
        if (!admission.enter()) {
            count(type, "shed");
            return Uni.createFrom().failure(Problem.OVERLOADED.with("The event was not written"));
        }
        OutgoingMessageMetadata<RecordMetadata> written = new OutgoingMessageMetadata<>();
        Message<ProducerRecord<byte[], byte[]>> message =
                Message.of(record(type, id, event), Metadata.of(written), this::acknowledged, this::failed);
        return emitter.sendMessage(message)
                .ifNoItem()
                .after(timeout)
                .fail()
                .map(acknowledged -> receipt(type, id, written.getResult()))
                .onItem()
                .invoke(receipt -> count(type, "published"))
                .onFailure()
                .transform(PublishFailures::problem)
                .onFailure()
                .invoke(failure -> count(type, "failed"));
    }

    private ProducerRecord<byte[], byte[]> record(EventType type, UUID id, Valid event) {
        return new ProducerRecord<>(
                type.topic(), null, event.key(), event.value(), EventHeaders.of(id, type, clock.instant()));
    }

    private CompletionStage<Void> acknowledged() {
        admission.leave();
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<Void> failed(Throwable failure) {
        return acknowledged();
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
