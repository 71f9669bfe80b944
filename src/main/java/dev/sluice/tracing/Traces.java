package dev.sluice.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A factory of spans for operations on records. Names and attributes follow the semantic conventions for messaging and
 * contain no keys or values of records. If tracing is disabled, spans are invalid and have no effect. Thread-safe.
 */
@Singleton
public class Traces {

    /** The maximum number of links of a span, equal to the default limit of OpenTelemetry. */
    private static final int MAX_LINKS = 128;

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final @Nullable Tracer tracer;

    Traces(OpenTelemetry telemetry, TracesConfig config) {
        this.tracer = config.enabled() ? telemetry.getTracer("dev.sluice") : null;
    }

    /** Starts the span of a record that is sent to a topic, as a child of the current span. */
    public Span send(String topic) {
        return tracer == null
                ? Span.getInvalid()
                : describe(tracer.spanBuilder("send " + topic), SpanKind.PRODUCER, "send", "send")
                        .setAttribute(DESTINATION, topic)
                        .startSpan();
    }

    /**
     * Starts the span of a record that is sent to a topic.
     *
     * @param origin the trace that the record belongs to; null if that is the trace of the current span. A span in another trace
     *     than the current one links the current span
     * @return the span; if tracing is disabled, one that only propagates the origin
     */
    public Span send(String topic, @Nullable SpanContext origin) {
        if (origin == null) {
            return send(topic);
        }
        if (tracer == null) {
            return Span.wrap(origin);
        }
        Span request = Span.current();
        if (isOfTrace(origin, request)) {
            return send(topic);
        }
        SpanBuilder span = describe(tracer.spanBuilder("send " + topic), SpanKind.PRODUCER, "send", "send")
                .setParent(Context.root().with(Span.wrap(origin)))
                .setAttribute(DESTINATION, topic);
        return (request.getSpanContext().isValid() ? span.addLink(request.getSpanContext()) : span).startSpan();
    }

    /** Starts the span of several records that are sent together, as a child of the current span. */
    public Span send(int records) {
        return tracer == null
                ? Span.getInvalid()
                : describe(tracer.spanBuilder("send"), SpanKind.PRODUCER, "send", "send")
                        .setAttribute(BATCH_SIZE, (long) records)
                        .startSpan();
    }

    /** Ends the span of a record that Kafka has acknowledged. */
    public void sent(Span span, int partition, long offset) {
        if (span.isRecording()) {
            span.setAttribute(PARTITION, Integer.toString(partition)).setAttribute(OFFSET, offset);
        }
        span.end();
    }

    /** Ends the span of records that Kafka has rejected, or whose outcome is unknown. */
    public void sendFailed(Span span, Object reason) {
        if (span.isRecording()) {
            recordError(span, reason.toString());
        }
        span.end();
    }

    /** Returns the current span of the calling thread, which is the span of the request. */
    public Span current() {
        return tracer == null ? Span.getInvalid() : Span.current();
    }

    /**
     * Returns the span that a record results from: the current span, if the record belongs to its trace.
     *
     * @param origin the trace that the record belongs to; null if that is the trace of the current span
     */
    public Span current(@Nullable SpanContext origin) {
        return spanOf(origin, current());
    }

    /**
     * Returns the span that a record results from: the span of its request, if the record belongs to the same trace.
     *
     * @param origin the trace that the record belongs to; null if that is the trace of the request
     */
    public Span spanOf(@Nullable SpanContext origin, Span request) {
        return origin == null || isOfTrace(origin, request) ? request : Span.wrap(origin);
    }

    private static boolean isOfTrace(SpanContext origin, Span span) {
        return span.getSpanContext().getTraceId().equals(origin.getTraceId());
    }

    /**
     * Parses the trace context of an event (W3C Trace Context).
     *
     * @param state the {@code tracestate}, if any; an invalid one is dropped
     * @return the context; invalid if {@code traceparent} is
     */
    public static SpanContext parse(String traceparent, @Nullable String state) {
        return TraceHeaders.parse(traceparent, state);
    }

    /** Injects the trace context of a span into the headers of a record. */
    public void inject(Span span, Headers headers) {
        TraceHeaders.inject(headers, span.getSpanContext());
    }

    /** Starts the span of a call of an HTTP handler with a record's event, as a child of the record's trace. */
    public Span call(ConsumerRecord<?, ?> record, String handler) {
        return tracer == null
                ? Span.getInvalid()
                : tracer.spanBuilder("POST " + handler)
                        .setParent(Context.root().with(Span.wrap(TraceHeaders.extract(record.headers()))))
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute(METHOD, "POST")
                        .startSpan();
    }

    /**
     * Ends the span of a call.
     *
     * @param error the kind of the error; null if the call has succeeded
     */
    public void called(Span span, @Nullable String error) {
        if (error != null && span.isRecording()) {
            recordError(span, error);
        }
        span.end();
    }

    /**
     * Sets the trace context of a call's request: that of its span, or that of the record if tracing is disabled.
     *
     * @param headers sets a header
     */
    public void inject(Span span, ConsumerRecord<?, ?> record, BiConsumer<String, String> headers) {
        SpanContext context = span.getSpanContext();
        TraceHeaders.inject(context.isValid() ? context : TraceHeaders.extract(record.headers()), headers);
    }

    /**
     * Processes a record in a child span of its trace.
     *
     * @param work processes the record; must not end the span
     */
    public <T> T process(ConsumerRecord<?, ?> record, String group, Function<Span, T> work) {
        if (tracer == null) {
            return work.apply(Span.getInvalid());
        }
        Context parent = Context.root().with(Span.wrap(TraceHeaders.extract(record.headers())));
        Span span = describe(
                        tracer.spanBuilder("process " + record.topic()).setParent(parent),
                        SpanKind.CONSUMER,
                        "process",
                        "process")
                .setAttribute(DESTINATION, record.topic())
                .setAttribute(PARTITION, Integer.toString(record.partition()))
                .setAttribute(OFFSET, record.offset())
                .setAttribute(GROUP, group)
                .startSpan();
        return within(span, work);
    }

    /**
     * Performs an operation on a batch, in a new trace with links to the sampled traces of its records. Records no span
     * if none of them is sampled.
     *
     * @param operation the name of the operation, such as {@code commit}
     * @param type the operation type of the semantic conventions, such as {@code process}
     * @param group the consumer group
     * @param work performs the operation; must not end the span
     */
    public <T> T batch(
            String operation,
            String type,
            String group,
            Iterable<? extends ConsumerRecord<?, ?>> records,
            Function<Span, T> work) {
        if (tracer == null) {
            return work.apply(Span.getInvalid());
        }
        Set<SpanContext> links = new HashSet<>();
        Set<String> topics = new HashSet<>();
        long count = 0;
        for (ConsumerRecord<?, ?> record : records) {
            count++;
            topics.add(record.topic());
            if (links.size() < MAX_LINKS) {
                SpanContext origin = TraceHeaders.extract(record.headers());
                if (origin.isSampled()) {
                    links.add(origin);
                }
            }
        }
        if (links.isEmpty()) {
            return work.apply(Span.getInvalid());
        }
        boolean isOneTopic = topics.size() == 1;
        String topic = topics.iterator().next();
        SpanBuilder span = describe(
                        tracer.spanBuilder(isOneTopic ? operation + " " + topic : operation)
                                .setNoParent(),
                        SpanKind.CONSUMER,
                        operation,
                        type)
                .setAttribute(GROUP, group)
                .setAttribute(BATCH_SIZE, count);
        if (isOneTopic) {
            span.setAttribute(DESTINATION, topic);
        }
        links.forEach(span::addLink);
        return within(span.startSpan(), work);
    }

    /**
     * Marks a span as failed.
     *
     * @param type the class or kind of the error; not its message, which can quote an event
     */
    public static void recordError(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR, type);
    }

    private static <T> T within(Span span, Function<Span, T> work) {
        try (Scope scope = span.makeCurrent()) {
            return work.apply(span);
        } catch (RuntimeException | Error e) {
            recordError(span, e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }

    private static SpanBuilder describe(SpanBuilder span, SpanKind kind, String operation, String type) {
        return span.setSpanKind(kind)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION, operation)
                .setAttribute(OPERATION_TYPE, type);
    }
}
