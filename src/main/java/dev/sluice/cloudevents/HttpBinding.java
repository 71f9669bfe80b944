package dev.sluice.cloudevents;

import dev.sluice.cloudevents.HeaderValues.InvalidHeaderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The binary content mode of HTTP: an attribute is a header, the data is the body (HTTP Protocol Binding for CloudEvents
 * 1.0.2, section 3.1). Safe for any thread.
 */
public final class HttpBinding {

    /** The start of the name of each attribute's header, except that of {@code datacontenttype}. */
    public static final String PREFIX = "ce-";

    /** The header of the attribute {@code datacontenttype}. */
    public static final String CONTENT_TYPE = "Content-Type";

    private HttpBinding() {}

    /** Returns the name of an attribute's header. */
    public static String header(String attribute) {
        return attribute.equals(CloudEvent.DATA_CONTENT_TYPE) ? CONTENT_TYPE : PREFIX + attribute;
    }

    /**
     * Reads an event in binary mode. The names of its faults are those of attributes: {@link #header} returns their headers.
     *
     * @param headers all headers of the message; those that are not the event's are skipped
     * @param body the body; an empty one is absent data
     */
    public static ParsedEvent read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
        AttributeCollector attributes = new AttributeCollector();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                readAttribute(name.substring(PREFIX.length()).toLowerCase(Locale.ROOT), header.getValue(), attributes);
            } else if (name.equalsIgnoreCase(CONTENT_TYPE) && attributes.begin(CloudEvent.DATA_CONTENT_TYPE)) {
                attributes.set(CloudEvent.DATA_CONTENT_TYPE, header.getValue());
            }
        }
        return attributes.toEvent(body.length == 0 ? new EventData.Absent() : new EventData.Bytes(body));
    }

    private static void readAttribute(String name, String value, AttributeCollector attributes) {
        if (name.equals(CloudEvent.DATA_CONTENT_TYPE)) {
            attributes.fault(name, "is the header of datacontenttype: ce-datacontenttype must not be sent");
        } else if (attributes.begin(name)) {
            try {
                attributes.set(name, HeaderValues.decode(value));
            } catch (InvalidHeaderException e) {
                attributes.fault(name, String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * Returns the faults of headers that repeat attributes of an event in structured mode (section 3.2.3) with other values.
     *
     * @param headers all headers of the message
     * @param attributes the attributes of the event by name
     */
    public static List<AttributeFault> contradictions(
            Iterable<Map.Entry<String, String>> headers, Map<String, String> attributes) {
        List<AttributeFault> faults = new ArrayList<>(0);
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && faults.size() < AttributeCollector.MAX_FAULTS) {
                String attribute = name.substring(PREFIX.length());
                String value = attributes.get(attribute);
                if (!header.getValue().equals(value) && !header.getValue().equals(encoded(value))) {
                    faults.add(new AttributeFault(attribute, "must equal the attribute in the body, or be omitted"));
                }
            }
        }
        return faults;
    }

    private static @Nullable String encoded(@Nullable String value) {
        return value == null ? null : HeaderValues.encode(value);
    }

    /**
     * Returns the headers of an event in binary mode. Its data is the body of the message.
     *
     * @return the values by name, {@code Content-Type} included if the event has a {@code datacontenttype}
     */
    public static Map<String, String> headers(CloudEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        event.attributes()
                .forEach((name, value) -> headers.put(
                        header(name),
                        // An ordinary header, which other programs than CloudEvents' read.
                        name.equals(CloudEvent.DATA_CONTENT_TYPE) ? value : HeaderValues.encode(value)));
        return headers;
    }
}
