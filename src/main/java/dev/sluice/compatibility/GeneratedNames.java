package dev.sluice.compatibility;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The names that Avro's code generator (avro-compiler 1.12.1) gives to the members of a class, and those that it uses in one. A
 * name of a schema that hides one of these yields a class that does not compile. A test compares this with the generator.
 */
final class GeneratedNames {

    /** Types that the generated code has by their simple names. A type of the same name in the same package hides them. */
    private static final Set<String> USED_TYPES = Set.of(
            "BinaryMessageDecoder",
            "BinaryMessageEncoder",
            "Boolean",
            "Double",
            "Float",
            "IndexOutOfBoundsException",
            "Integer",
            "Long",
            "Object",
            "Override",
            "SchemaStore",
            "SpecificData",
            "SuppressWarnings",
            "Utf8");

    /** Words that cannot be a type's name in Java 17, and that the generator does not change. */
    private static final Set<String> RESERVED_TYPES = Set.of("permits", "sealed");

    /** Packages that the generated code uses, by their first names. */
    private static final Set<String> USED_PACKAGES = Set.of("java", "org");

    /** Types of which the generated code calls static methods. A field of the same name hides them. */
    private static final Set<String> CALLED_TYPES =
            Set.of("Boolean", "Double", "Float", "Integer", "Long", "SpecificData", "Utf8", "java");

    /** Constants of the generated class. */
    private static final Set<String> CONSTANTS = Set.of("DECODER", "ENCODER", "serialVersionUID");

    /** Methods of the generated class without parameters, without "get". */
    private static final Set<String> METHODS =
            Set.of("Class", "ClassSchema", "Decoder", "Encoder", "Schema", "SpecificData");

    private GeneratedNames() {}

    /** Returns whether a type can have a name, apart from the names of other declared types. */
    static boolean isTypeName(String name, Set<String> packages) {
        return !USED_TYPES.contains(name)
                && !RESERVED_TYPES.contains(name)
                && !USED_PACKAGES.contains(name)
                && !packages.contains(name);
    }

    /** Returns whether a field can have a name, apart from the names of the record's other fields. */
    static boolean isFieldName(Schema.Field field, Schema record) {
        String name = field.name();
        return !CALLED_TYPES.contains(name)
                && !CONSTANTS.contains(name)
                && !(name.equals("conversions") && hasLogicalTypes(record))
                && !(name.equals("result") && !isPrimitive(field.schema()))
                && !(METHODS.contains(accessor(name)) && !isMangled(name))
                && !packages(record).contains(name);
    }

    /** Returns the name of a field in the names of its methods. */
    static String accessor(String field) {
        StringBuilder accessor = new StringBuilder();
        boolean startsWord = true;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '_') {
                accessor.append(startsWord ? Character.toUpperCase(c) : c);
            }
            startsWord = c == '_';
        }
        return accessor.toString();
    }

    /** Returns whether two fields have methods of the same names. */
    static boolean clash(Schema.Field one, Schema.Field other) {
        String accessor = accessor(one.name());
        String otherAccessor = accessor(other.name());
        return (accessor.equals(otherAccessor) && !stem(one.name()).equals(stem(other.name())))
                || (hasBuilder(one.schema()) && otherAccessor.equals(accessor + "Builder"))
                || (hasBuilder(other.schema()) && accessor.equals(otherAccessor + "Builder"));
    }

    /** Returns the part of a name whose methods the generator numbers: {@code name} for {@code Name} and {@code _name}. */
    private static String stem(String field) {
        String stem = field.replaceFirst("^_+", "");
        return stem.isEmpty() ? stem : stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
    }

    /** Returns whether the generator changes a name that Java or the class reserves. */
    private static boolean isMangled(String field) {
        return !SpecificData.mangleMethod(field, false).equals(field);
    }

    private static boolean hasLogicalTypes(Schema record) {
        return record.getFields().stream().anyMatch(field -> field.schema().getLogicalType() != null);
    }

    private static boolean isPrimitive(Schema type) {
        return type.getLogicalType() == null
                && switch (type.getType()) {
                    case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> true;
                    default -> false;
                };
    }

    /** Returns whether the type is a record, or a nullable one. */
    private static boolean hasBuilder(Schema type) {
        return switch (type.getType()) {
            case RECORD -> true;
            case UNION ->
                type.getTypes().size() == 2
                        && type.isNullable()
                        && type.getTypes().stream().anyMatch(GeneratedNames::hasBuilder);
            default -> false;
        };
    }

    /** Returns the first names of the packages of a record's types, as code in its class spells them. */
    private static Set<String> packages(Schema record) {
        Set<String> packages = new HashSet<>();
        record.getFields().forEach(field -> addPackages(field.schema(), packages));
        return packages;
    }

    private static void addPackages(Schema type, Set<String> packages) {
        switch (type.getType()) {
            case RECORD, ENUM, FIXED -> packages.add(firstName(type.getFullName()));
            case ARRAY -> addPackages(type.getElementType(), packages);
            case MAP -> addPackages(type.getValueType(), packages);
            case UNION -> type.getTypes().forEach(branch -> addPackages(branch, packages));
            default -> {}
        }
    }

    /** Returns the first part of a full name. */
    static String firstName(String fullName) {
        return List.of(fullName.split("\\.")).get(0);
    }
}
