package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHandler;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventRejectedException;
import dev.sluice.event.EventType;
import dev.sluice.processing.ProcessingOutcome.Completed;
import dev.sluice.processing.ProcessingOutcome.DeadLettered;
import dev.sluice.processing.ProcessingOutcome.Handled;
import dev.sluice.processing.ProcessingOutcome.Skipped;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The processing of a single record: it is decoded, its handler is called, and the resulting events become records.
 * Nothing is published here. For one thread at a time.
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

    /** The factory of processors, each with a serializer and a deserializer of its own. */
    @Singleton
    static class Factory {

        private final EventCatalog catalog;
        private final Handlers handlers;
        private final Instance<Deserializer<Object>> deserializers;
        private final Instance<Serializer<Object>> serializers;
        private final Clock clock;
        private final Traces traces;
        private final String group;

        Factory(
                EventCatalog catalog,
                Handlers handlers,
                Instance<Deserializer<Object>> deserializers,
                Instance<Serializer<Object>> serializers,
                Clock clock,
                Traces traces,
                ProcessingConfig config) {
            this.catalog = catalog;
            this.handlers = handlers;
            this.deserializers = deserializers;
            this.serializers = serializers;
            this.clock = clock;
            this.traces = traces;
            this.group = config.consumer().getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, "");
        }

        RecordProcessor create() {
            return new RecordProcessor(
                    catalog,
                    handlers,
                    deserializers.get(),
                    serializers.get(),
                    new DeadLetters(clock),
                    clock,
                    traces,
                    group);
        }
    }

    /**
     * Processes a record.
     *
     * @throws RuntimeException if a later attempt may succeed: the handler's own exception, or one of an unavailable
     *     registry
     */
    Completed process(ConsumerRecord<byte[], byte[]> record) {
        String declared = EventHeaders.text(record.headers(), EventHeaders.TYPE);
        if (declared != null) {
            Optional<EventType> type = catalog.find(declared);
            if (type.flatMap(handlers::of).isEmpty()) {
                // A record without a handler need not be decoded.
                return new Skipped(type.map(EventType::name).orElse(ProcessingOutcome.UNKNOWN_TYPE));
            }
        }
        return traces.process(record, group, span -> {
            Completed outcome = outcome(record, declared);
            trace(outcome, span);
            return outcome;
        });
    }

    /** Resulting events continue the trace. A dead letter keeps the headers of its record. */
    private void trace(Completed outcome, Span span) {
        if (outcome instanceof Handled handled) {
            handled.records().forEach(output -> traces.inject(span, output.headers()));
        } else if (outcome instanceof DeadLettered) {
            Traces.recordError(span, "dead-lettered");
        }
    }

    private Completed outcome(ConsumerRecord<byte[], byte[]> record, @Nullable String declared) {
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
            return deadLettered(
                    declared,
                    record,
                    "the event-type header says " + declared + ", but the value has another type",
                    null);
        }
        return type.isPresent()
                ? handle(record, (SpecificRecord) value, type.get())
                : new Skipped(ProcessingOutcome.UNKNOWN_TYPE);
    }

    private Completed handle(ConsumerRecord<byte[], byte[]> record, SpecificRecord event, EventType type) {
        Optional<EventHandler<SpecificRecord>> handler = handlers.of(type);
        if (handler.isEmpty()) {
            return new Skipped(type.name());
        }
        List<SpecificRecord> events;
        try {
            events = handler.get().handle(event);
        } catch (EventRejectedException e) {
            return deadLettered(type.name(), record, String.valueOf(e.getMessage()), e);
        }
        try {
            return new Handled(type.name(), records(record, events));
        } catch (SchemaRejectedException missingSchema) {
            // The event is valid. It is retried until the registry has the schema of the resulting event.
            throw missingSchema;
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
                    .orElseThrow(() ->
                            new IllegalArgumentException(event.getSchema().getFullName() + " is not an event type"));
            UUID id = EventIds.derived(causeId, Integer.toString(records.size()));
            records.add(type.newRecord(
                    id, type.keyOf(event).getBytes(UTF_8), serializer.serialize(type.topic(), event), clock.instant()));
        }
        return records;
    }

    private Completed deadLettered(
            String type, ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause) {
        return new DeadLettered(type, deadLetters.of(record, reason, cause, 1));
    }
}
