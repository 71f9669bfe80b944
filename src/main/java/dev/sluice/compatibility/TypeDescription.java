package dev.sluice.compatibility;

import static java.util.stream.Collectors.joining;

import org.apache.avro.Schema;

/** Describes types in messages. */
final class TypeDescription {

    private TypeDescription() {}

    /** Returns a short description, such as {@code array of int}. */
    static String of(Schema type) {
        String logical = logical(type);
        if (!logical.isEmpty()) {
            return logical;
        }
        return switch (type.getType()) {
            case UNION -> type.getTypes().stream().map(TypeDescription::of).collect(joining(" or "));
            case ARRAY -> "array of " + of(type.getElementType());
            case MAP -> "map of " + of(type.getValueType());
            case FIXED -> type.getName() + " of " + type.getFixedSize() + " bytes";
            case ENUM, RECORD -> type.getName();
            default -> type.getType().getName();
        };
    }

    /** Returns the logical type with its parameters; empty if there is none. If it differs, the same bytes differ in meaning. */
    static String logical(Schema type) {
        String name = type.getProp("logicalType");
        if (name == null) {
            return "";
        }
        return name.equals("decimal")
                ? "decimal(" + number(type, "precision") + ", " + number(type, "scale") + ")"
                : name;
    }

    private static Object number(Schema type, String attribute) {
        Object number = type.getObjectProp(attribute);
        return number == null ? 0 : number;
    }
}
