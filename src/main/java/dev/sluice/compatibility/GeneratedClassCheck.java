package dev.sluice.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * A check that a usable Java class can be generated from each declared type: one that compiles, contains no code from a
 * comment, and writes the values that it reads. The compiler would report a line of the class, not the field of the schema.
 */
final class GeneratedClassCheck {

    private static final String RENAME = ". Choose another name";

    /** The longest text that a class can have as one constant, in bytes. */
    private static final int MAX_CONSTANT = 65_535;

    /** Attributes that the generator copies into the class. */
    private static final List<String> JAVA_ATTRIBUTES =
            List.of("javaAnnotation", SpecificData.CLASS_PROP, SpecificData.KEY_CLASS_PROP);

    private static final String STRING_TYPE = "avro.java.string";

    private final DeclaredSchemas schemas;
    private final Set<String> packages;
    private final List<String> errors = new ArrayList<>();

    private GeneratedClassCheck(DeclaredSchemas schemas) {
        this.schemas = schemas;
        this.packages = schemas.types().values().stream()
                .filter(type -> type.getNamespace() != null)
                .map(type -> GeneratedNames.firstName(type.getFullName()))
                .collect(toSet());
    }

    /** Returns a message, with the file's name, for each element that prevents a class. */
    static List<String> errors(DeclaredSchemas schemas) {
        GeneratedClassCheck check = new GeneratedClassCheck(schemas);
        check.checkDistinctFiles();
        new TreeMap<>(schemas.types()).values().forEach(check::checkType);
        return List.copyOf(check.errors);
    }

    /** Reports types whose classes are one file on Windows and macOS, and types that are also a package. */
    private void checkDistinctFiles() {
        Map<String, Schema> byFile = new HashMap<>();
        for (Schema type : new TreeMap<>(schemas.types()).values()) {
            Schema other = byFile.put(type.getFullName().toLowerCase(Locale.ROOT), type);
            if (other != null) {
                add(type, "differs only in case from " + other.getFullName() + RENAME);
            }
            if (schemas.types().values().stream().anyMatch(inner -> isIn(inner, type.getFullName()))) {
                add(type, "is also a namespace" + RENAME);
            }
        }
    }

    private static boolean isIn(Schema type, String namespace) {
        return type.getNamespace() != null && (type.getNamespace() + ".").startsWith(namespace + ".");
    }

    private void checkType(Schema type) {
        if (!GeneratedNames.isTypeName(type.getName(), packages)) {
            add(type, "has a name that the generated code uses for something else" + RENAME);
        }
        if (isIn(type, "java")) {
            add(type, "is in the namespace java, in which only Java itself can have classes. Choose another namespace");
        }
        checkText(type.getDoc(), message -> add(type, message));
        checkAttributes(type, message -> add(type, message));
        if (type.getType() == Schema.Type.RECORD) {
            if (type.isError()) {
                add(type, "is of type error, which is only for protocols. Write \"type\": \"record\"");
            }
            type.getFields().forEach(field -> checkField(field, type));
            checkClashes(type);
        } else if (type.toString().getBytes(UTF_8).length > MAX_CONSTANT) {
            add(type, "is longer than " + MAX_CONSTANT + " bytes");
        }
    }

    private void checkField(Schema.Field field, Schema record) {
        if (!GeneratedNames.isFieldName(field, record)) {
            add(record, field, "has a name that the generated class uses for something else" + RENAME);
        }
        checkText(field.doc(), message -> add(record, field, message));
        checkAttributes(field, message -> add(record, field, message));
        checkFieldType(field.schema(), field, record);
    }

    /** Checks a type in a field. Named types are checked where they are declared. */
    private void checkFieldType(Schema type, Schema.Field field, Schema record) {
        switch (type.getType()) {
            case RECORD, ENUM, FIXED -> {
                if (type.getNamespace() == null && record.getNamespace() != null) {
                    add(
                            record,
                            field,
                            "has the type " + type.getName() + ", which needs a namespace to be used in one");
                }
            }
            case ARRAY -> checkFieldType(type.getElementType(), field, record);
            case MAP -> {
                checkAttributes(type, message -> add(record, field, message));
                checkFieldType(type.getValueType(), field, record);
            }
            case UNION -> {
                checkBranches(type.getTypes(), field, record);
                type.getTypes().forEach(branch -> checkFieldType(branch, field, record));
            }
            default -> checkAttributes(type, message -> add(record, field, message));
        }
    }

    /** Reports two branches whose values have one Java class: Avro would write a value of the second as the first. */
    private void checkBranches(List<Schema> branches, Schema.Field field, Schema record) {
        Map<String, Schema> byClass = new LinkedHashMap<>();
        for (Schema branch : branches) {
            String valueClass = convertedClass(branch.getLogicalType());
            Schema other = valueClass == null ? null : byClass.putIfAbsent(valueClass, branch);
            if (other != null) {
                add(
                        record,
                        field,
                        "has the types " + TypeDescription.of(other) + " and " + TypeDescription.of(branch)
                                + " in a union: in Java both are a " + valueClass
                                + ", and a method would return one as the other. Keep one of them, or put one into a record");
            }
        }
    }

    /** Returns the Java class of a logical type that several Avro types can have. */
    private static @Nullable String convertedClass(@Nullable LogicalType type) {
        return type == null
                ? null
                : switch (type.getName()) {
                    case "decimal" -> "BigDecimal";
                    case "uuid" -> "UUID";
                    case "time-millis", "time-micros" -> "LocalTime";
                    default -> null;
                };
    }

    private void checkClashes(Schema record) {
        List<Schema.Field> fields = record.getFields();
        for (Schema.Field field : fields) {
            fields.stream()
                    .limit(field.pos())
                    .filter(other -> GeneratedNames.clash(field, other))
                    .findFirst()
                    .ifPresent(other -> add(
                            record,
                            field,
                            "and field `" + other.name() + "` would have methods of the same name" + RENAME));
        }
    }

    /** Reports a Unicode escape, which the compiler replaces before it looks for the end of a comment. */
    private static void checkText(@Nullable String doc, Consumer<String> report) {
        if (doc != null && doc.contains("\\u")) {
            report.accept(
                    "has a \"doc\" with \\u in it, which Java would read as the start of a character. Write \\ u");
        }
    }

    private static void checkAttributes(JsonProperties element, Consumer<String> report) {
        JAVA_ATTRIBUTES.stream()
                .filter(attribute -> element.getObjectProp(attribute) != null)
                .forEach(attribute -> report.accept(
                        "has the attribute \"" + attribute + "\", which would change the generated class. Remove it"));
        Object stringType = element.getObjectProp(STRING_TYPE);
        if (stringType != null && !stringType.equals("String")) {
            report.accept("has another \"" + STRING_TYPE + "\" than String. Remove it");
        }
    }

    private void add(Schema record, Schema.Field field, String message) {
        errors.add(fileOf(record) + ": field `" + field.name() + "` of " + record.getName() + " " + message);
    }

    private void add(Schema type, String message) {
        errors.add(fileOf(type) + ": " + type.getFullName() + " " + message);
    }

    private String fileOf(Schema type) {
        return schemas.fileOf(type.getFullName(), type);
    }
}
