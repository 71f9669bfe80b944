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
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The spans of what is done with records, named and described as the semantic conventions for messaging say, without keys
 * and values. Where there are no traces, a span is an invalid one, and nothing is done with it. Safe for any thread.
 */
@Singleton
public class Traces {

    /** More say no more; OpenTelemetry keeps no more either. */
    private static final int MAX_LINKS = 128;

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final @Nullable Tracer tracer;

    Traces(OpenTelemetry telemetry, TracesConfig config) {
        this.tracer = config.enabled() ? telemetry.getTracer("dev.sluice") : null;
    }

    /** Begins to send one record, within the request that is being answered on this thread. */
    public Span send(String topic) {
        return tracer == null
                ? Span.getInvalid()
                : describe(tracer.spanBuilder("send " + topic), SpanKind.PRODUCER, "send", "send")
                        .setAttribute(DESTINATION, topic)
                        .startSpan();
    }

    /** Begins to send several records at once, within the request that is being answered on this thread. */
    public Span send(int records) {
        return tracer == null
                ? Span.getInvalid()
                : describe(tracer.spanBuilder("send"), SpanKind.PRODUCER, "send", "send")
                        .setAttribute(BATCH_SIZE, (long) records)
                        .startSpan();
    }

    /** Ends the span of a record that Kafka has. */
    public void sent(Span span, int partition, long offset) {
        if (span.isRecording()) {
            span.setAttribute(PARTITION, Integer.toString(partition)).setAttribute(OFFSET, offset);
        }
        span.end();
    }

    /** Ends the span of records that Kafka has not, or nobody knows. */
    public void notSent(Span span, Object reason) {
        if (span.isRecording()) {
            failed(span, reason.toString());
        }
        span.end();
    }

    /** The span of the request that is being answered on this thread. */
    public Span current() {
        return tracer == null ? Span.getInvalid() : Span.current();
    }

    /** Has a record tell what it comes from. */
    public void carry(Span span, Headers headers) {
        TraceHeaders.put(headers, span.getSpanContext());
    }

    /**
     * Processes a record, in the trace that it comes from.
     *
     * @param work is given the span, which it need not end
     */
    public <T> T process(ConsumerRecord<?, ?> record, String group, Function<Span, T> work) {
        if (tracer == null) {
            return work.apply(Span.getInvalid());
        }
        Context parent = Context.root().with(Span.wrap(TraceHeaders.of(record.headers())));
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
     * Does something with a batch, in a trace of its own that links those of its records.
     *
     * @param operation what that is, such as {@code commit}
     * @param type one of the operation types of the semantic conventions
     * @param work is given the span, which it need not end
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
                SpanContext origin = TraceHeaders.of(record.headers());
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

    /** Notes why something failed; the failure's message, which may quote an event, is left out. */
    public static void failed(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR, type);
    }

    private static <T> T within(Span span, Function<Span, T> work) {
        try (Scope scope = span.makeCurrent()) {
            return work.apply(span);
        } catch (RuntimeException | Error e) {
            failed(span, e.getClass().getName());
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
