package dev.sluice.json;

import dev.sluice.event.EventType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Event types for tests, made of a field's type. */
final class TestTypes {

    private TestTypes() {}

    /** A type with a key {@code id}, absent unless given, and a field {@code value}. */
    static EventType withValue(String avroType) {
        return of("{\"name\":\"id\",\"type\":\"string\",\"default\":\"k\"},{\"name\":\"value\",\"type\":" + avroType
                + "}");
    }

    static EventType of(String fields) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Happened\",\"namespace\":\"test\",\"fields\":[" + fields
                        + "]}");
        return new EventType("it.happened", "things", "id", true, schema, SpecificRecord.class);
    }
}
