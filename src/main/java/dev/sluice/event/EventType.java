package dev.sluice.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event type, declared by an Avro schema: a record with the attributes {@code event}, {@code topic} and {@code key}, and
 * optionally {@code "rest": false}.
 *
 * @param name name of the event type in the API, such as {@code parcel.created}
 * @param topic topic of its events
 * @param key name of the field that contains the record's key
 * @param publishable whether REST clients may publish it; if not, only the application itself does
 * @param schema schema of its events
 */
public record EventType(String name, String topic, String key, boolean publishable, Schema schema) {

    private static final String EVENT = "event";
    private static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,126}";
    /** Kafka's rule for topic names, shortened to leave room for the dead-letter suffix. */
    private static final String TOPIC_PATTERN = "[A-Za-z0-9._-]{1,240}";

    /** A schema declares an event type with invalid attributes. */
    public static final class InvalidEventTypeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<String> errors;

        private InvalidEventTypeException(String record, List<String> errors) {
            super(record + ": " + String.join("; ", errors));
            this.errors = List.copyOf(errors);
        }

        /** Returns a message for each invalid attribute. */
        public List<String> errors() {
            return errors;
        }
    }

    /** Returns whether a schema declares an event type, even with invalid attributes. */
    public static boolean isDeclaredBy(Schema schema) {
        return schema.getType() == Schema.Type.RECORD && schema.getObjectProp(EVENT) != null;
    }

    /** Reads an event type from a generated class. */
    public static EventType of(Class<? extends SpecificRecord> recordClass) {
        return of(SpecificData.get().getSchema(recordClass));
    }

    /**
     * Reads an event type from its schema.
     *
     * @throws InvalidEventTypeException if attributes are missing or invalid, with a message for each
     */
    public static EventType of(Schema schema) {
        List<String> errors = new ArrayList<>();
        String name = text(schema, EVENT, NAME_PATTERN, errors);
        String topic = text(schema, "topic", TOPIC_PATTERN, errors);
        String key = key(schema, errors);
        boolean publishable = publishable(schema, errors);
        if (!errors.isEmpty()) {
            throw new InvalidEventTypeException(schema.getFullName(), errors);
        }
        return new EventType(name, topic, key, publishable, schema);
    }

    private static String text(Schema schema, String attribute, String pattern, List<String> errors) {
        @Nullable Object value = schema.getObjectProp(attribute);
        if (value == null) {
            errors.add("\"" + attribute + "\" is missing");
        } else if (!(value instanceof String text)) {
            errors.add("\"" + attribute + "\" must be a string");
        } else if (!text.matches(pattern)) {
            errors.add("\"" + attribute + "\" is \"" + text + "\", but must match " + pattern);
        } else {
            return text;
        }
        return "";
    }

    private static String key(Schema schema, List<String> errors) {
        String key = text(schema, "key", ".+", errors);
        if (!key.isEmpty()) {
            Schema.Field field = schema.getField(key);
            if (field == null) {
                errors.add("\"key\" is \"" + key + "\", which is not a field of the record");
            } else if (field.schema().getType() != Schema.Type.STRING) {
                errors.add("\"key\" is \"" + key + "\", a field of type "
                        + field.schema().getType().getName() + ", but must be a field of type string");
            }
        }
        return key;
    }

    private static boolean publishable(Schema schema, List<String> errors) {
        @Nullable Object rest = schema.getObjectProp("rest");
        if (rest == null || rest instanceof Boolean) {
            return !Boolean.FALSE.equals(rest);
        }
        errors.add("\"rest\" must be true or false");
        return false;
    }

    /**
     * Returns the key of an event of this type.
     *
     * @throws IllegalArgumentException if the event has none
     */
    public String keyOf(IndexedRecord event) {
        Object value = event.get(schema.getField(key).pos());
        if (value == null) {
            throw new IllegalArgumentException("the key \"" + key + "\" of " + name + " is null");
        }
        return value.toString();
    }

    /**
     * Creates the Kafka record of an event of this type, with the headers of {@link EventHeaders}.
     *
     * @param recordKey the record's key in UTF-8; determines the partition by Kafka's own partitioner
     * @param value the record's value in the wire format
     */
    public ProducerRecord<byte[], byte[]> newRecord(UUID id, byte[] recordKey, byte[] value, Instant producedAt) {
        return new ProducerRecord<>(topic, null, recordKey, value, EventHeaders.of(id, this, producedAt));
    }
}
