package dev.sluice.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context in record headers. A context that is not sampled is propagated with its flag, so that consumers
 * do not start new traces. Records can come from any producer: an invalid trace context counts as absent.
 *
 * <p>Replaces {@code opentelemetry-kafka-clients} 2.23, which creates a span for each record (cost: docs/benchmarks.md)
 * and wraps clients in a {@code Proxy}. Its access to headers is internal and has no size limit. Look again after
 * Quarkus 3.33.
 */
final class TraceHeaders {

    static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    /**
     * The maximum length of a propagated {@code tracestate}, which is the minimum that W3C requires. A longer one would
     * enlarge each event of a batch.
     */
    private static final int MAX_STATE = 512;

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** Returns the span context of a record; invalid if there is none. */
    static SpanContext extract(Headers headers) {
        return headers.lastHeader(TRACEPARENT) == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), headers, Getter.INSTANCE))
                        .getSpanContext();
    }

    /** Returns the span context of two header values; invalid if the first one is. */
    static SpanContext parse(String traceparent, @Nullable String state) {
        Headers headers = new RecordHeaders().add(TRACEPARENT, traceparent.getBytes(ISO_8859_1));
        if (state != null) {
            headers.add(TRACESTATE, state.getBytes(ISO_8859_1));
        }
        return extract(headers);
    }

    /** Replaces the trace context of a record. Has no effect if the span context is invalid. */
    static void inject(Headers headers, SpanContext span) {
        if (!span.isValid()) {
            return;
        }
        headers.remove(TRACEPARENT);
        headers.remove(TRACESTATE);
        inject(span, (name, value) -> headers.add(name, value.getBytes(ISO_8859_1)));
    }

    /** Sets the headers of a trace context. Has no effect if the span context is invalid. */
    static void inject(SpanContext span, BiConsumer<String, String> headers) {
        if (!span.isValid()) {
            return;
        }
        W3C.inject(Context.root().with(Span.wrap(span)), headers, (to, name, value) -> {
            if (to != null && (name.equals(TRACEPARENT) || value.length() <= MAX_STATE)) {
                to.accept(name, value);
            }
        });
    }

    private enum Getter implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public List<String> keys(Headers headers) {
            return Arrays.stream(headers.toArray()).map(Header::key).toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : headers.lastHeader(name);
            return header == null || header.value() == null || header.value().length > MAX_STATE
                    ? null
                    : new String(header.value(), ISO_8859_1);
        }
    }
}
