package dev.sluice.json;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Makes the writer of a schema, once for all its values. */
final class ValueWriters {

    /** By full name, so that a record can hold itself. */
    private final Map<String, RecordWriter> records = new HashMap<>();

    ValueWriter of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ARRAY -> new ArrayWriter(of(schema.getElementType()));
            case MAP -> new MapWriter(of(schema.getValueType()));
            case UNION ->
                new UnionWriter(
                        new UnionBranches(schema),
                        schema.getTypes().stream().map(this::of).toList());
            default -> Scalars.of(schema);
        };
    }

    RecordWriter record(Schema schema) {
        RecordWriter known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        RecordWriter writer = new RecordWriter(schema);
        records.put(schema.getFullName(), writer);
        writer.complete(
                schema.getFields().stream().map(field -> of(field.schema())).toList());
        return writer;
    }
}
