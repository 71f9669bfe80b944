package dev.sluice.tracing;

import io.opentelemetry.api.trace.SpanContext;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.MDC;

/**
 * The MDC fields of log lines about a record: its position and its trace. They apply to the current thread until
 * {@link #close}, which restores the previous values.
 */
public final class RecordMdc implements AutoCloseable {

    private final Map<String, Object> previous = new HashMap<>();

    private RecordMdc() {}

    /** Sets the fields of a record. To be closed on the same thread. */
    public static RecordMdc of(ConsumerRecord<?, ?> record) {
        RecordMdc fields = new RecordMdc();
        fields.put("topic", record.topic());
        fields.put("partition", Integer.toString(record.partition()));
        fields.put("offset", Long.toString(record.offset()));
        SpanContext span = TraceHeaders.extract(record.headers());
        if (span.isValid()) {
            fields.put("traceId", span.getTraceId());
            fields.put("spanId", span.getSpanId());
        }
        return fields;
    }

    private void put(String name, String value) {
        previous.put(name, MDC.put(name, value));
    }

    @Override
    public void close() {
        previous.forEach((name, value) -> {
            if (value == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, value);
            }
        });
    }
}
