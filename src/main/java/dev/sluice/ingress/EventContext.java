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

    private static final int CAUSE_SIZE = EventHeaders.CAUSATION_ID.length() + 36;

    /** Copies the headers. */
    public EventContext {
        headers = List.copyOf(headers);
    }

    /** Returns the context of an event that application code publishes. */
    static EventContext ofCause(@Nullable UUID cause) {
        return cause == null ? NONE : new EventContext(cause, null, List.of());
    }

    /** Returns the size of the headers in bytes. */
    int size() {
        if (this == NONE) {
            return 0;
        }
        int size = cause == null ? 0 : CAUSE_SIZE;
        for (Header header : headers) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }

    /** Adds the headers to those of a record. */
    public void addTo(Headers record) {
        if (this == NONE) {
            return;
        }
        if (cause != null) {
            record.add(EventHeaders.CAUSATION_ID, cause.toString().getBytes(UTF_8));
        }
        headers.forEach(record::add);
    }
}
