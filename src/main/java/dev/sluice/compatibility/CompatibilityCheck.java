package dev.sluice.compatibility;

import dev.sluice.compatibility.Comparison.SchemaChange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.avro.Schema;

/** The check of the declared schemas against their released versions. */
public final class CompatibilityCheck {

    private static final List<String> ATTRIBUTES = List.of("event", "topic", "key");

    private final DeclaredSchemas declared;
    private final ReleasedSchemas released;

    private CompatibilityCheck(DeclaredSchemas declared, ReleasedSchemas released) {
        this.declared = declared;
        this.released = released;
    }

    /** A schema cannot be parsed, is misplaced or is incompatible with a released version. The message names the file. */
    public static final class InvalidSchemaException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidSchemaException(String file, String error) {
            this(file + ": " + error);
        }

        /** Omits the stack trace, which builds would print in addition to the message. */
        private InvalidSchemaException(String message) {
            super(message, null, false, false);
        }
    }

    /** The messages of a check: one for each field or attribute, even if several versions and event types are affected. */
    static final class Incompatibilities {

        private final Map<String, String> messages = new LinkedHashMap<>();

        /**
         * Adds a message unless there is one for the same element.
         *
         * @param file the file to change
         * @param element the field or attribute; empty for the whole file
         */
        void add(String file, String element, String message) {
            messages.putIfAbsent(file + ' ' + element, file + ": " + message);
        }

        List<String> messages() {
            return List.copyOf(messages.values());
        }
    }

    /**
     * Reads the schemas of a project from {@code src/main/avro} and {@code src/main/avro-released}.
     *
     * @throws InvalidSchemaException if a file is not a valid schema
     */
    public static CompatibilityCheck ofProject(Path folder) {
        Path sources = folder.resolve("src/main");
        return new CompatibilityCheck(
                DeclaredSchemas.read(sources.resolve("avro"), "shared"),
                ReleasedSchemas.read(sources.resolve("avro-released")));
    }

    /**
     * Checks that classes can be generated from the declared schemas, and compares them with the released versions.
     *
     * @throws InvalidSchemaException if not, with a message for each element or incompatible change
     */
    public void check(CompatibilityLevel level) {
        rejectIfAny("Schemas cannot be Java classes", GeneratedClassCheck.errors(declared));
        rejectIfAny("Schemas are incompatible with their released versions", incompatibilities(level));
    }

    private static void rejectIfAny(String problem, List<String> messages) {
        if (!messages.isEmpty()) {
            throw new InvalidSchemaException(problem + ":\n  " + String.join("\n  ", messages));
        }
    }

    /**
     * Compares the schemas of event types with earlier versions.
     *
     * @param current the schemas by full name
     * @param files the path of the file that defines each named type
     * @param versions earlier versions by full name, or by a former one, and version
     * @return a message, with the file's name, for each incompatible change
     */
    public static List<String> incompatibilities(
            Map<String, Schema> current,
            Map<String, String> files,
            Map<String, NavigableMap<Integer, Schema>> versions,
            CompatibilityLevel level) {
        return new CompatibilityCheck(
                        new DeclaredSchemas(current, Map.of(), files), new ReleasedSchemas(Path.of(""), versions))
                .incompatibilities(level);
    }

    /** Returns a message for each change that is incompatible with a released version. */
    List<String> incompatibilities(CompatibilityLevel level) {
        Incompatibilities incompatibilities = new Incompatibilities();
        if (level != CompatibilityLevel.NONE) {
            released.versions().forEach((type, versions) -> check(type, versions, level, incompatibilities));
        }
        return incompatibilities.messages();
    }

    /** Writes the next version of each event type that differs from its last version. Returns the files. */
    List<Path> release() {
        return released.release(declared);
    }

    private void check(
            String type,
            NavigableMap<Integer, Schema> versions,
            CompatibilityLevel level,
            Incompatibilities incompatibilities) {
        Schema current = declared.readerOf(type).orElse(null);
        Schema last = versions.lastEntry().getValue();
        if (current == null) {
            incompatibilities.add(
                    released.folder().resolve(type).toString(),
                    "",
                    type
                            + " was released, but no schema has this name any more, and consumers may still read its records. "
                            + "If it was renamed, list this name in the \"aliases\" of the renamed record. Otherwise restore the schema, with \"rest\": false if clients must not publish it. Once no topic has "
                            + "such records, delete the schema and this folder");
            return;
        }
        String file = declared.fileOf(current.getFullName(), current);
        boolean renamed = !current.getFullName().equals(type);
        if (renamed && level.isForward()) {
            incompatibilities.add(
                    file,
                    "",
                    "was renamed from " + type + ", but consumers with its released versions do not know the new name. "
                            + "Restore the name");
            return;
        }
        ATTRIBUTES.forEach(attribute -> compareAttribute(attribute, last, current, file, incompatibilities));
        int lastVersion = versions.lastKey();
        // Newest first, since the first message for a field wins.
        versions.tailMap(level.isTransitive() ? versions.firstKey() : lastVersion, true)
                .descendingMap()
                .forEach((version, schema) -> compare(
                        new SchemaChange(
                                renamed ? Schema.applyAliases(schema, current) : schema,
                                version,
                                version == lastVersion,
                                current),
                        level,
                        incompatibilities));
    }

    private void compare(SchemaChange change, CompatibilityLevel level, Incompatibilities incompatibilities) {
        if (level.isBackward()) {
            new Comparison.Backward(change, declared, incompatibilities).run();
        }
        if (level.isForward()) {
            new Comparison.Forward(change, declared, incompatibilities).run();
        }
    }

    private static void compareAttribute(
            String attribute, Schema last, Schema current, String file, Incompatibilities incompatibilities) {
        Object before = last.getObjectProp(attribute);
        Object after = current.getObjectProp(attribute);
        if (before == null || before.equals(after) || isRenamedKey(attribute, before, after, current)) {
            return;
        }
        String consequence =
                switch (attribute) {
                    case "topic" -> "consumers read this topic, and the schema is registered for it";
                    case "key" -> "records with the same key would be in two partitions, without an order";
                    default -> "clients and consumers identify the event type by this name";
                };
        incompatibilities.add(
                file,
                '"' + attribute + '"',
                "\"" + attribute + "\" must remain \"" + before + "\" but is "
                        + (after == null ? "missing" : "\"" + after + "\"") + ": " + consequence
                        + ". Restore it, or create a new event type");
    }

    /** Returns whether the key is the same field under a new name. */
    private static boolean isRenamedKey(String attribute, Object before, Object after, Schema current) {
        return attribute.equals("key")
                && after instanceof String name
                && current.getField(name) != null
                && before instanceof String old
                && current.getField(name).aliases().contains(old);
    }
}
