package dev.sluice.tracing;

import io.opentelemetry.api.trace.SpanContext;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.MDC;

/**
 * The fields of log lines that are about a record: its place, and the trace that it comes from. They are those of this thread
 * until it is closed.
 */
public final class RecordMdc implements AutoCloseable {

    private final Map<String, Object> before = new HashMap<>();

    private RecordMdc() {}

    public static RecordMdc of(ConsumerRecord<?, ?> record) {
        RecordMdc fields = new RecordMdc();
        fields.put("topic", record.topic());
        fields.put("partition", Integer.toString(record.partition()));
        fields.put("offset", Long.toString(record.offset()));
        SpanContext span = TraceHeaders.of(record.headers());
        if (span.isValid()) {
            fields.put("traceId", span.getTraceId());
            fields.put("spanId", span.getSpanId());
        }
        return fields;
    }

    private void put(String name, String value) {
        before.put(name, MDC.put(name, value));
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, value);
            }
        });
    }
}
