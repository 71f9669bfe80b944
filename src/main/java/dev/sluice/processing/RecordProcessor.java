package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.Cause;
import dev.sluice.event.Channels;
import dev.sluice.event.DeadLetters;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventRejectedException;
import dev.sluice.event.EventType;
import dev.sluice.processing.ProcessingOutcome.DeadLettered;
import dev.sluice.processing.ProcessingOutcome.Failed;
import dev.sluice.processing.ProcessingOutcome.Handled;
import dev.sluice.processing.ProcessingOutcome.Pending;
import dev.sluice.processing.ProcessingOutcome.Skipped;
import dev.sluice.processing.SluiceInboundConnector.EventMethod;
import dev.sluice.processing.http.CallResult;
import dev.sluice.processing.http.EventCalls;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * The processing of a single record: the methods and HTTP handlers that consume its type are called, and the resulting events
 * become records. Nothing is published here. For one thread at a time, except {@link #abandon()}.
 */
final class RecordProcessor {

    private final EventCatalog catalog;
    private final SluiceInboundConnector connector;
    private final Deserializer<Object> deserializer;
    private final Serializer<Object> serializer;
    private final EventCalls calls;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final Traces traces;
    private final String group;
    private @Nullable MethodCall current;
    private boolean abandoned;

    RecordProcessor(
            EventCatalog catalog,
            SluiceInboundConnector connector,
            Deserializer<Object> deserializer,
            Serializer<Object> serializer,
            EventCalls calls,
            Clock clock,
            Traces traces,
            String group) {
        this.catalog = catalog;
        this.connector = connector;
        this.deserializer = deserializer;
        this.serializer = serializer;
        this.calls = calls;
        this.deadLetters = new DeadLetters(clock);
        this.clock = clock;
        this.traces = traces;
        this.group = group;
    }

    /** The factory of processors, each with a serializer and a deserializer of its own. */
    @Singleton
    static class Factory {

        private final EventCatalog catalog;
        private final SluiceInboundConnector connector;
        private final Instance<Deserializer<Object>> deserializers;
        private final Instance<Serializer<Object>> serializers;
        private final Clock clock;
        private final Traces traces;
        private final String group;
        private final int maxAttempts;

        Factory(
                EventCatalog catalog,
                @Connector(Channels.CONNECTOR) SluiceInboundConnector connector,
                Instance<Deserializer<Object>> deserializers,
                Instance<Serializer<Object>> serializers,
                Clock clock,
                Traces traces,
                ProcessingConfig config) {
            this.catalog = catalog;
            this.connector = connector;
            this.deserializers = deserializers;
            this.serializers = serializers;
            this.clock = clock;
            this.traces = traces;
            this.group = config.consumer().getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, "");
            this.maxAttempts = config.maxAttempts();
        }

        /** Returns the policy for records that could not be processed. */
        FailurePolicy failurePolicy() {
            return new FailurePolicy(new DeadLetters(clock), catalog, maxAttempts);
        }

        /** @param calls the calls of HTTP handlers, which all processors share */
        RecordProcessor create(EventCalls calls) {
            return new RecordProcessor(
                    catalog, connector, deserializers.get(), serializers.get(), calls, clock, traces, group);
        }
    }

    /**
     * Abandons the call that the handler thread waits for, and prevents further ones. Safe for any thread.
     *
     * @return the call, if there is one
     */
    synchronized Optional<MethodCall> abandon() {
        abandoned = true;
        if (current != null) {
            current.abandon();
        }
        return Optional.ofNullable(current);
    }

    /** Returns whether a call may begin. */
    private synchronized boolean begin(MethodCall call) {
        current = call;
        return !abandoned;
    }

    /**
     * Processes a record.
     *
     * @throws RuntimeException if the registry is unavailable
     */
    ProcessingOutcome process(ConsumerRecord<byte[], byte[]> record) {
        String declared = EventHeaders.text(record.headers(), EventHeaders.TYPE);
        if (declared != null) {
            Optional<EventType> type = catalog.find(declared);
            if (type.isEmpty() || (connector.methods(type.get()).isEmpty() && !calls.handle(type.get()))) {
                // A record that nothing consumes need not be decoded.
                return new Skipped(type.map(EventType::name).orElse(ProcessingOutcome.UNKNOWN_TYPE));
            }
        }
        CallResult called = calls.result(record);
        if (called instanceof CallResult.Pending) {
            return new Pending();
        }
        return traces.process(record, group, span -> {
            ProcessingOutcome outcome = outcome(record, declared, called);
            trace(outcome, span);
            return outcome;
        });
    }

    /** Resulting events continue the trace. A dead letter keeps the headers of its record. */
    private void trace(ProcessingOutcome outcome, Span span) {
        if (outcome instanceof Handled handled) {
            handled.records().forEach(output -> traces.inject(span, output.headers()));
        } else if (outcome instanceof DeadLettered) {
            Traces.recordError(span, "dead-lettered");
        } else if (outcome instanceof Failed failed) {
            Traces.recordError(span, failed.cause().getClass().getName());
        }
    }

    private ProcessingOutcome outcome(
            ConsumerRecord<byte[], byte[]> record, @Nullable String declared, CallResult called) {
        if (called instanceof CallResult.Rejected rejected) {
            return new DeadLettered(
                    rejected.type().name(),
                    deadLetters.of(
                            record,
                            rejected.reason(),
                            new EventRejectedException(rejected.reason()),
                            rejected.attempts()));
        }
        List<ProducerRecord<byte[], byte[]>> results = new ArrayList<>();
        if (called instanceof CallResult.Succeeded succeeded) {
            results.addAll(succeeded.newRecords(clock.instant()));
            if (connector.methods(succeeded.type()).isEmpty()) {
                return new Handled(succeeded.type().name(), results);
            }
        }
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
        Optional<EventType> type = value instanceof IndexedRecord event ? catalog.find(event) : Optional.empty();
        if (declared != null && !type.map(EventType::name).equals(Optional.of(declared))) {
            return deadLettered(
                    declared,
                    record,
                    "the event-type header says " + declared + ", but the value has another type",
                    null);
        }
        return type.isPresent() && value instanceof SpecificRecord event
                ? handle(record, event, type.get(), results)
                : new Skipped(ProcessingOutcome.UNKNOWN_TYPE);
    }

    /**
     * Calls one method after the other. All must succeed: their results are published together.
     *
     * @param output the results of HTTP handlers
     */
    private ProcessingOutcome handle(
            ConsumerRecord<byte[], byte[]> record,
            SpecificRecord event,
            EventType type,
            List<ProducerRecord<byte[], byte[]>> output) {
        Collection<EventMethod> methods = connector.methods(type);
        if (methods.isEmpty()) {
            return new Skipped(type.name());
        }
        UUID id = EventHeaders.id(record.headers(), record.topic(), record.partition(), record.offset());
        Cause cause = new Cause(id, type.name());
        EventMetadata metadata =
                new EventMetadata(id, type.name(), record.topic(), record.partition(), record.offset());
        for (EventMethod method : methods) {
            MethodCall call = new MethodCall();
            if (!begin(call)) {
                return new Failed(new BatchTask.HandlerTimeoutException());
            }
            Object result;
            try {
                method.call(event, metadata, call);
                result = call.await();
            } catch (ExecutionException e) {
                Throwable failure = Objects.requireNonNull(e.getCause());
                return failure instanceof EventRejectedException
                        ? deadLettered(type.name(), record, String.valueOf(failure.getMessage()), failure)
                        : new Failed(failure);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Failed(e);
            }
            try {
                addRecords(cause, method.name(), result, output);
            } catch (SchemaRejectedException missingSchema) {
                // The event is valid. It is retried until the registry has the schema of the resulting event.
                throw missingSchema;
            } catch (SerializationException | IllegalArgumentException e) {
                return deadLettered(
                        type.name(),
                        record,
                        "the result of " + method.name() + " cannot be published: " + e.getMessage(),
                        e);
            }
        }
        return new Handled(type.name(), output);
    }

    /** @param result an event, several events as an {@link Iterable}, or null */
    private void addRecords(
            Cause cause, String method, @Nullable Object result, List<ProducerRecord<byte[], byte[]>> output) {
        if (result instanceof Iterable<?> events) {
            int index = 0;
            for (Object event : events) {
                output.add(record(cause, method, index++, event));
            }
        } else if (result != null) {
            output.add(record(cause, method, 0, result));
        }
    }

    private ProducerRecord<byte[], byte[]> record(Cause cause, String method, int index, @Nullable Object result) {
        if (!(result instanceof SpecificRecord event)) {
            throw new IllegalArgumentException(
                    (result == null ? "null" : result.getClass().getName()) + " is not an event");
        }
        EventType type = catalog.find(event)
                .orElseThrow(
                        () -> new IllegalArgumentException(event.getSchema().getFullName() + " is not an event type"));
        ProducerRecord<byte[], byte[]> record = type.newRecord(
                cause.resultId(method + "/" + index),
                type.keyOf(event).getBytes(UTF_8),
                serializer.serialize(type.topic(), event),
                clock.instant());
        cause.addTo(record.headers());
        return record;
    }

    private DeadLettered deadLettered(
            String type, ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause) {
        return new DeadLettered(type, deadLetters.of(record, reason, cause, 1));
    }
}
