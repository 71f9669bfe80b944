package dev.sluice.registry;

import static java.util.stream.Collectors.joining;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The part of a schema that says what the bytes of its values mean: names, types, order, logical types. Avro's parsing canonical
 * form, plus logical types. Registries may change or ignore the rest, such as documentation.
 */
final class WireSchema {

    private final Set<String> defined = new HashSet<>();

    private WireSchema() {}

    /** Returns whether the bytes of every value mean the same under both schemas. */
    static boolean isSame(Schema one, Schema other) {
        return new WireSchema().text(one).equals(new WireSchema().text(other));
    }

    private String text(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                defined.add(schema.getFullName())
                        ? schema.getFullName() + content(schema) + logicalType(schema)
                        : schema.getFullName();
            case ARRAY -> "array<" + text(schema.getElementType()) + ">";
            case MAP -> "map<" + text(schema.getValueType()) + ">";
            case UNION -> schema.getTypes().stream().map(this::text).collect(joining("|", "(", ")"));
            default -> schema.getType().getName() + logicalType(schema);
        };
    }

    private String content(Schema named) {
        return switch (named.getType()) {
            case RECORD ->
                named.getFields().stream()
                        .map(field -> field.name() + ":" + text(field.schema()))
                        .collect(joining(",", "{", "}"));
            case ENUM -> named.getEnumSymbols().toString();
            default -> "[" + named.getFixedSize() + "]";
        };
    }

    private static String logicalType(Schema schema) {
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.Decimal decimal) {
            return "/decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        return type == null ? "" : "/" + type.getName();
    }
}
