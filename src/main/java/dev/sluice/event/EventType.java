package dev.sluice.event;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event type: all that Sluice knows of it stands in its Avro schema, a record with the attributes {@code event},
 * {@code topic} and {@code key}, and optionally {@code "rest": false}.
 *
 * @param name the name that clients use, such as {@code order.created}
 * @param topic the topic that its records go to
 * @param key the name of the field whose value is the record's key
 * @param publishable whether REST clients may publish it; if not, Sluice alone does
 * @param schema the record's schema
 * @param recordClass the class generated from the schema
 */
public record EventType(
        String name,
        String topic,
        String key,
        boolean publishable,
        Schema schema,
        Class<? extends SpecificRecord> recordClass) {

    private static final String EVENT = "event";
    private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,126}";
    /** What Kafka allows in a topic's name, less the length that a dead-letter suffix needs. */
    private static final String TOPIC_PATTERN = "[A-Za-z0-9._-]{1,240}";

    /** Whether a schema declares an event type, rightly or wrongly. */
    public static boolean isDeclaredBy(Schema schema) {
        return schema.getType() == Schema.Type.RECORD && schema.getObjectProp(EVENT) != null;
    }

    /** Reads an event type from a generated class. */
    public static EventType of(Class<? extends SpecificRecord> recordClass) {
        return of(SpecificData.get().getSchema(recordClass), recordClass);
    }

    /**
     * Reads an event type from its schema.
     *
     * @throws InvalidEventTypeException naming all that is wrong with the declaration
     */
    static EventType of(Schema schema, Class<? extends SpecificRecord> recordClass) {
        List<String> faults = new ArrayList<>();
        String name = text(schema, EVENT, NAME_PATTERN, faults);
        String topic = text(schema, "topic", TOPIC_PATTERN, faults);
        String key = key(schema, faults);
        boolean publishable = publishable(schema, faults);
        if (!faults.isEmpty()) {
            throw new InvalidEventTypeException(schema.getFullName(), faults);
        }
        return new EventType(name, topic, key, publishable, schema, recordClass);
    }

    private static String text(Schema schema, String attribute, String pattern, List<String> faults) {
        @Nullable Object value = schema.getObjectProp(attribute);
        if (value == null) {
            faults.add("\"" + attribute + "\" is missing");
        } else if (!(value instanceof String text)) {
            faults.add("\"" + attribute + "\" must be a string");
        } else if (!text.matches(pattern)) {
            faults.add("\"" + attribute + "\" is \"" + text + "\", which does not match " + pattern);
        } else {
            return text;
        }
        return "";
    }

    private static String key(Schema schema, List<String> faults) {
        String key = text(schema, "key", ".+", faults);
        if (!key.isEmpty()) {
            Schema.Field field = schema.getField(key);
            if (field == null) {
                faults.add("\"key\" is \"" + key + "\", which is no field of the record");
            } else if (field.schema().getType() != Schema.Type.STRING) {
                faults.add("\"key\" is \"" + key + "\", which is a field of type "
                        + field.schema().getType().getName() + ": a key must be a string that is never null");
            }
        }
        return key;
    }

    private static boolean publishable(Schema schema, List<String> faults) {
        @Nullable Object rest = schema.getObjectProp("rest");
        if (rest == null || rest instanceof Boolean) {
            return !Boolean.FALSE.equals(rest);
        }
        faults.add("\"rest\" must be true or false");
        return false;
    }

    /** The key of an event of this type. */
    public String keyOf(SpecificRecord event) {
        return event.get(schema.getField(key).pos()).toString();
    }
}
