package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHandler;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventRejectedException;
import dev.sluice.event.EventType;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Processes one record: decodes it, calls its handler, and makes the records that follow. It changes nothing itself, and is
 * for one thread at a time.
 */
final class RecordProcessor {

    private final EventCatalog catalog;
    private final Handlers handlers;
    private final Deserializer<Object> deserializer;
    private final Serializer<Object> serializer;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final Traces traces;
    private final String group;

    RecordProcessor(
            EventCatalog catalog,
            Handlers handlers,
            Deserializer<Object> deserializer,
            Serializer<Object> serializer,
            DeadLetters deadLetters,
            Clock clock,
            Traces traces,
            String group) {
        this.catalog = catalog;
        this.handlers = handlers;
        this.deserializer = deserializer;
        this.serializer = serializer;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.traces = traces;
        this.group = group;
    }

    /**
     * Tells what is to become of a record.
     *
     * @throws RuntimeException if a later attempt may end otherwise: a handler's own exception, or the registry's absence
     */
    ProcessingOutcome process(ConsumerRecord<byte[], byte[]> record) {
        String declared = EventHeaders.text(record.headers(), EventHeaders.TYPE);
        if (declared != null) {
            Optional<EventType> type = catalog.find(declared);
            if (type.flatMap(handlers::of).isEmpty()) {
                // What nobody reacts to need not be decoded.
                return new ProcessingOutcome.PassedOver(
                        type.map(EventType::name).orElse(ProcessingOutcome.UNKNOWN_TYPE));
            }
        }
        return traces.process(record, group, span -> {
            ProcessingOutcome outcome = outcome(record, declared);
            note(outcome, span);
            return outcome;
        });
    }

    /** What follows goes on in the trace; a dead letter has the headers of its record. */
    private void note(ProcessingOutcome outcome, Span span) {
        if (outcome instanceof ProcessingOutcome.Handled handled) {
            handled.records().forEach(following -> traces.inject(span, following.headers()));
        } else if (outcome instanceof ProcessingOutcome.DeadLettered) {
            Traces.recordError(span, "dead-lettered");
        }
    }

    private ProcessingOutcome outcome(ConsumerRecord<byte[], byte[]> record, @Nullable String declared) {
        if (record.value() == null) {
            return deadLettered(ProcessingOutcome.UNKNOWN_TYPE, record, "the record has no value", null);
        }
        Object value;
        try {
            value = deserializer.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            return deadLettered(
                    ProcessingOutcome.UNKNOWN_TYPE, record, "the value cannot be decoded: " + e.getMessage(), e);
        }
        Optional<EventType> type = value instanceof SpecificRecord event ? catalog.find(event) : Optional.empty();
        if (declared != null && !type.map(EventType::name).equals(Optional.of(declared))) {
            return deadLettered(declared, record, "the value is no " + declared + ", as its header says", null);
        }
        return type.isPresent()
                ? handle(record, (SpecificRecord) value, type.get())
                : new ProcessingOutcome.PassedOver(ProcessingOutcome.UNKNOWN_TYPE);
    }

    private ProcessingOutcome handle(ConsumerRecord<byte[], byte[]> record, SpecificRecord event, EventType type) {
        Optional<EventHandler<SpecificRecord>> handler = handlers.of(type);
        if (handler.isEmpty()) {
            return new ProcessingOutcome.PassedOver(type.name());
        }
        List<SpecificRecord> events;
        try {
            events = handler.get().handle(event);
        } catch (EventRejectedException e) {
            return deadLettered(type.name(), record, String.valueOf(e.getMessage()), e);
        }
        try {
            return new ProcessingOutcome.Handled(type.name(), records(record, events));
        } catch (SchemaRejectedException notReleasedYet) {
            // The event is not at fault: it waits until the registry has the schema of what follows.
            throw notReleasedYet;
        } catch (SerializationException | IllegalArgumentException e) {
            return deadLettered(type.name(), record, "the handler's result cannot be published: " + e.getMessage(), e);
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records(
            ConsumerRecord<byte[], byte[]> cause, List<SpecificRecord> events) {
        UUID causeId = EventHeaders.id(cause.headers(), cause.topic(), cause.partition(), cause.offset());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(events.size());
        for (SpecificRecord event : events) {
            EventType type = catalog.find(event)
                    .orElseThrow(
                            () -> new IllegalArgumentException(event.getSchema().getFullName() + " is no event type"));
            UUID id = EventIds.derived(causeId, Integer.toString(records.size()));
            records.add(type.newRecord(
                    id, type.keyOf(event).getBytes(UTF_8), serializer.serialize(type.topic(), event), clock.instant()));
        }
        return records;
    }

    private ProcessingOutcome deadLettered(
            String type, ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause) {
        return new ProcessingOutcome.DeadLettered(type, deadLetters.of(record, reason, cause, 1));
    }
}
