package dev.sluice.json;

import dev.sluice.event.EventType;
import org.apache.avro.Schema;

/** Creates event types for tests from the Avro types of their fields. */
final class TestTypes {

    private TestTypes() {}

    /** Returns a type with a key {@code id}, which has a default, and a field {@code value}. */
    static EventType withValue(String avroType) {
        return of("{\"name\":\"id\",\"type\":\"string\",\"default\":\"k\"},{\"name\":\"value\",\"type\":" + avroType
                + "}");
    }

    /** Returns a type with fields in the syntax of a schema. */
    static EventType of(String fields) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Happened\",\"namespace\":\"test\",\"fields\":[" + fields
                        + "]}");
        return new EventType("it.happened", "things", "id", true, schema);
    }
}
