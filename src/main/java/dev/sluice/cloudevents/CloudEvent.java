package dev.sluice.cloudevents;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The context attributes of a valid CloudEvent (CloudEvents 1.0.2, section 3). Values are the canonical strings of section
 * 3.1, as the producer wrote them.
 *
 * @param id identifies the event among those of its source
 * @param source the context in which the event happened, a URI-reference
 * @param type the type of the event
 * @param subject the subject of the event within its source, if any
 * @param time the time of the occurrence in RFC 3339, if any
 * @param dataContentType the media type of the data; null means JSON
 * @param dataSchema the schema of the data, an absolute URI, if any
 * @param extensions the extension attributes by name, in the order of the input
 */
public record CloudEvent(
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable String time,
        @Nullable String dataContentType,
        @Nullable String dataSchema,
        Map<String, String> extensions) {

    /** The version of the specification that events name. */
    public static final String SPEC_VERSION = "1.0";

    static final String SPEC_VERSION_NAME = "specversion";
    static final String ID = "id";
    static final String SOURCE = "source";
    static final String TYPE = "type";
    static final String SUBJECT = "subject";
    static final String TIME = "time";
    static final String DATA_CONTENT_TYPE = "datacontenttype";
    static final String DATA_SCHEMA = "dataschema";

    /** Copies the extensions. */
    public CloudEvent {
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    /** Returns all attributes that are set, by name, including {@code specversion}. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(SPEC_VERSION_NAME, SPEC_VERSION);
        attributes.put(ID, id);
        attributes.put(SOURCE, source);
        attributes.put(TYPE, type);
        putIfSet(attributes, SUBJECT, subject);
        putIfSet(attributes, TIME, time);
        putIfSet(attributes, DATA_CONTENT_TYPE, dataContentType);
        putIfSet(attributes, DATA_SCHEMA, dataSchema);
        attributes.putAll(extensions);
        return attributes;
    }

    private static void putIfSet(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}
