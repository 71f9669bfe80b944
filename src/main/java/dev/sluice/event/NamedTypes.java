package dev.sluice.event;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The named types (record, enum, fixed) that a schema contains, itself included. */
final class NamedTypes {

    private NamedTypes() {}

    static Collection<Schema> in(Schema schema) {
        Map<String, Schema> types = new LinkedHashMap<>();
        addAll(schema, types);
        return types.values();
    }

    private static void addAll(Schema schema, Map<String, Schema> types) {
        switch (schema.getType()) {
            case RECORD -> {
                if (types.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> addAll(field.schema(), types));
                }
            }
            case ENUM, FIXED -> types.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> addAll(schema.getElementType(), types);
            case MAP -> addAll(schema.getValueType(), types);
            case UNION -> schema.getTypes().forEach(branch -> addAll(branch, types));
            default -> {}
        }
    }
}
