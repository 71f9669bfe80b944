package dev.sluice.ingress.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cloudevents.AttributeFault;
import dev.sluice.ingress.EventContext;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the attributes of a CloudEvent add to the headers of its record. An attribute without a header of Sluice's own is kept
 * under the name that the Kafka Protocol Binding for CloudEvents 1.0.2 (section 3.2.3) gives it, so consumers can use its SDKs.
 * Safe for any thread.
 */
final class ContextReader {

    static final String PARTITION_KEY = "partitionkey";

    private static final String CAUSATION_ID = "causationid";
    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";
    private static final String HEADER_PREFIX = "ce_";

    private static final Set<String> SPECIFIED =
            Set.of("specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype");
    private static final Set<String> EXTENSIONS = Set.of(PARTITION_KEY, CAUSATION_ID, TRACE_PARENT, TRACE_STATE);

    private final boolean keepUnknown;

    /** @param keepUnknown whether unknown extension attributes are kept, or are faults */
    ContextReader(boolean keepUnknown) {
        this.keepUnknown = keepUnknown;
    }

    /**
     * Reads the context of an event.
     *
     * @param attributes the valid attributes of the event by name
     * @param faults accepts the faults of extension attributes
     */
    EventContext read(Map<String, String> attributes, Consumer<AttributeFault> faults) {
        List<Header> headers = new ArrayList<>();
        attributes.forEach((name, value) -> {
            if (EXTENSIONS.contains(name) || name.equals("datacontenttype")) {
                // Of the encoding in the request: the value of the record is always Avro.
                return;
            }
            if (!keepUnknown && !SPECIFIED.contains(name)) {
                faults.accept(new AttributeFault(
                        name, "is not a supported extension attribute: " + String.join(", ", sorted(EXTENSIONS))));
            }
            headers.add(new RecordHeader(HEADER_PREFIX + name, value.getBytes(UTF_8)));
        });
        return new EventContext(cause(attributes, faults), trace(attributes, faults), headers);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static @Nullable UUID cause(Map<String, String> attributes, Consumer<AttributeFault> faults) {
        String text = attributes.get(CAUSATION_ID);
        if (text == null) {
            return null;
        }
        UUID cause = EventIdentity.uuid(text).orElse(null);
        if (cause == null) {
            faults.accept(new AttributeFault(
                    CAUSATION_ID, "must be a UUID: the event id of the event that this one results from"));
        }
        return cause;
    }

    private static @Nullable SpanContext trace(Map<String, String> attributes, Consumer<AttributeFault> faults) {
        String parent = attributes.get(TRACE_PARENT);
        String state = attributes.get(TRACE_STATE);
        if (parent == null) {
            if (state != null) {
                faults.accept(new AttributeFault(TRACE_STATE, "must not be given without traceparent"));
            }
            return null;
        }
        SpanContext trace = Traces.parse(parent, state);
        if (!trace.isValid()) {
            faults.accept(new AttributeFault(TRACE_PARENT, "must be a traceparent as in W3C Trace Context"));
            return null;
        }
        return trace;
    }
}
