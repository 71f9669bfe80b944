package dev.sluice.compatibility;

import static java.util.stream.Collectors.joining;

import org.apache.avro.Schema;

/** A type in a few words, as a reviewer would call it. */
final class TypeDescription {

    private TypeDescription() {}

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

    /** What a logical type says of the values: two types that differ in it mean different things by the same bytes. */
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
