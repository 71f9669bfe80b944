package dev.sluice.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * W3C's trace context in the headers of records. A context that is not recorded is carried on too, with its flag, so that
 * nobody behind begins a trace of their own. Anybody may have written a record: what is no trace context counts as absent.
 *
 * <p>{@code opentelemetry-kafka-clients} 2.23 has a span for each record (docs/benchmarks.md has the cost) and calls clients
 * through a {@code Proxy}. Its access to headers is internal and has no limit. Look again after Quarkus 3.33.
 */
final class TraceHeaders {

    static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    /** What W3C asks to carry on at least; a client could make each event of a batch larger by more. */
    private static final int MAX_STATE = 512;

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** The span that a record comes from; an invalid one if there is none. */
    static SpanContext of(Headers headers) {
        return headers.lastHeader(TRACEPARENT) == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), headers, Getter.INSTANCE))
                        .getSpanContext();
    }

    static void put(Headers headers, SpanContext span) {
        if (!span.isValid()) {
            return;
        }
        headers.remove(TRACEPARENT);
        headers.remove(TRACESTATE);
        W3C.inject(Context.root().with(Span.wrap(span)), headers, (to, name, value) -> {
            if (to != null && (name.equals(TRACEPARENT) || value.length() <= MAX_STATE)) {
                to.add(name, value.getBytes(ISO_8859_1));
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
