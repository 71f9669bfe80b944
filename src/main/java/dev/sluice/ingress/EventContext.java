package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventHeaders;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The context in which an event was created, as its publisher describes it, in addition to what every record has. Immutable.
 *
 * @param cause the id of the event that this one results from, if any
 * @param trace the trace that the event belongs to; null if that is the trace of the request
 * @param headers further headers of the record
 */
public record EventContext(@Nullable UUID cause, @Nullable SpanContext trace, List<Header> headers) {

    /** The context of an event that results from a request alone. */
    public static final EventContext NONE = new EventContext(null, null, List.of());

    private static final int HEADER_SIZE = 64;
    private static final int CAUSE_SIZE = HEADER_SIZE + EventHeaders.CAUSATION_ID.length() + 36;

    /** Copies the headers. */
    public EventContext {
        headers = List.copyOf(headers);
    }

    /** Returns the context of an event that application code publishes. */
    static EventContext ofCause(@Nullable UUID cause) {
        return cause == null ? NONE : new EventContext(cause, null, List.of());
    }

    /** Returns the size of the headers in memory in bytes, roughly: a header can have a value of one byte. */
    int size() {
        int size = cause == null ? 0 : CAUSE_SIZE;
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            size += HEADER_SIZE + header.key().length() + header.value().length;
        }
        return size;
    }

    /** Adds the headers to those of a record. */
    public void addTo(Headers record) {
        if (cause != null) {
            record.add(EventHeaders.CAUSATION_ID, cause.toString().getBytes(UTF_8));
        }
        if (!headers.isEmpty()) {
            headers.forEach(record::add);
        }
    }
}
