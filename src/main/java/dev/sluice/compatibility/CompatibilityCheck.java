package dev.sluice.compatibility;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import org.apache.avro.Schema;

/** Holds the schemas of this build against the versions that were released. */
public final class CompatibilityCheck {

    private static final List<String> ATTRIBUTES = List.of("event", "topic", "key");

    private final DeclaredSchemas declared;
    private final ReleasedSchemas released;

    private CompatibilityCheck(DeclaredSchemas declared, ReleasedSchemas released) {
        this.declared = declared;
        this.released = released;
    }

    /**
     * Reads the schemas of a project from {@code src/main/avro} and {@code src/main/avro-released}.
     *
     * @throws InvalidSchemaException if a file is no schema
     */
    public static CompatibilityCheck ofProject(Path folder) {
        Path sources = folder.resolve("src/main");
        return new CompatibilityCheck(
                DeclaredSchemas.read(sources.resolve("avro"), "shared"),
                ReleasedSchemas.read(sources.resolve("avro-released")));
    }

    /**
     * Compares the schemas with the released versions.
     *
     * @throws InvalidSchemaException if one is incompatible, with a sentence for each incompatible change
     */
    public void check(CompatibilityLevel mode) {
        List<String> faults = faults(mode);
        if (!faults.isEmpty()) {
            throw new InvalidSchemaException(
                    "The schemas are not compatible with the released versions:\n  " + String.join("\n  ", faults));
        }
    }

    /** Returns a sentence for each change that is incompatible with a released version. */
    List<String> faults(CompatibilityLevel mode) {
        Incompatibilities faults = new Incompatibilities();
        if (mode != CompatibilityLevel.NONE) {
            released.versions().forEach((type, versions) -> check(type, versions, mode, faults));
        }
        return faults.sentences();
    }

    /** Writes the next version of each event type that differs from its last; gives the files. */
    List<Path> release() {
        return released.release(declared);
    }

    private void check(
            String type, NavigableMap<Integer, Schema> versions, CompatibilityLevel mode, Incompatibilities faults) {
        Schema now = declared.records().get(type);
        Schema last = versions.lastEntry().getValue();
        if (now == null) {
            faults.add(
                    released.folder().resolve(type).toString(),
                    "",
                    type + " is released, and no schema has that name any more, though its records may still be read. "
                            + "Put the schema back, with \"rest\": false if nobody is to publish it; once no topic has "
                            + "such records, delete this folder too");
            return;
        }
        String file = declared.fileOf(type, now);
        ATTRIBUTES.forEach(attribute -> compareAttribute(attribute, last, now, file, faults));
        int lastVersion = versions.lastKey();
        // The newest first: what is wrong is told of that.
        versions.tailMap(mode.isTransitive() ? versions.firstKey() : lastVersion, true)
                .descendingMap()
                .forEach((version, schema) ->
                        compare(new SchemaChange(schema, version, version == lastVersion, now), mode, faults));
    }

    private void compare(SchemaChange change, CompatibilityLevel mode, Incompatibilities faults) {
        if (mode.isBackward()) {
            new BackwardComparison(change, declared, faults).run();
        }
        if (mode.isForward()) {
            new ForwardComparison(change, declared, faults).run();
        }
    }

    private static void compareAttribute(
            String attribute, Schema last, Schema now, String file, Incompatibilities faults) {
        Object before = last.getObjectProp(attribute);
        Object after = now.getObjectProp(attribute);
        if (before == null || before.equals(after) || isRenamedKey(attribute, before, after, now)) {
            return;
        }
        String consequence =
                switch (attribute) {
                    case "topic" -> "consumers read it there, and its schema is registered for there";
                    case "key" -> "the records of one key would lie in two partitions, in no order";
                    default -> "clients publish it, and consumers know it, by that name";
                };
        faults.add(
                file,
                '"' + attribute + '"',
                "\"" + attribute + "\" was \"" + before + "\" and is "
                        + (after == null ? "missing" : "\"" + after + "\"") + ": " + consequence
                        + ". Leave it as it was, and make a new event type");
    }

    /** The field has another name, and the same values. */
    private static boolean isRenamedKey(String attribute, Object before, Object after, Schema now) {
        return attribute.equals("key")
                && after instanceof String name
                && now.getField(name) != null
                && before instanceof String old
                && now.getField(name).aliases().contains(old);
    }
}
