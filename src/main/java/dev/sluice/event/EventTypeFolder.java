package dev.sluice.event;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas in a folder that is read when Sluice starts, such as a mounted ConfigMap. Files can use types of other files, in any
 * order and in any subfolder, and types that are compiled into the application.
 *
 * @param events the schemas of event types, even with invalid attributes, by full name
 * @param files the path of the file that defines each named type
 * @param errors a message for each file that cannot be used; empty if the folder does not exist
 */
public record EventTypeFolder(Map<String, Schema> events, Map<String, String> files, List<String> errors) {

    /**
     * Reads a folder. Skips hidden files and folders: a ConfigMap is mounted as links to the files of a hidden folder.
     *
     * @param compiled the schemas of generated classes
     */
    public static EventTypeFolder read(Path folder, Collection<Schema> compiled) {
        SchemaTree tree = SchemaTree.of(folder);
        return new Reader(tree.errors(), compiled).read(tree.files());
    }

    static EventTypeFolder empty() {
        return new EventTypeFolder(Map.of(), Map.of(), List.of());
    }

    /** Returns the path of the file that defines a named type. */
    public Optional<String> defining(String fullName) {
        return Optional.ofNullable(files.get(fullName));
    }

    /** Parses files until no further one can be parsed: each may need types of others. */
    private static final class Reader {

        private static final Set<Schema.Type> NAMED =
                EnumSet.of(Schema.Type.RECORD, Schema.Type.ENUM, Schema.Type.FIXED);

        private final Map<String, Schema> types = new TreeMap<>();
        private final Map<String, String> files = new TreeMap<>();
        private final Map<String, Schema> events = new TreeMap<>();
        private final List<String> errors;

        Reader(List<String> errors, Collection<Schema> compiled) {
            this.errors = errors;
            compiled.forEach(schema -> NamedTypes.in(schema).forEach(type -> types.put(type.getFullName(), type)));
        }

        EventTypeFolder read(List<Path> paths) {
            List<SchemaFile> pending = new ArrayList<>();
            for (Path path : paths) {
                try {
                    pending.add(SchemaFile.read(path));
                } catch (InvalidSchemaException e) {
                    errors.add(e.getMessage());
                }
            }
            boolean parsesMore = true;
            while (parsesMore) {
                parsesMore = false;
                for (Iterator<SchemaFile> files = pending.iterator(); files.hasNext(); ) {
                    if (parse(files.next()) == null) {
                        files.remove();
                        parsesMore = true;
                    }
                }
            }
            pending.forEach(file -> errors.add(parse(file)));
            errors.sort(null);
            return new EventTypeFolder(Map.copyOf(events), Map.copyOf(files), List.copyOf(errors));
        }

        /** Returns why a file cannot be parsed with the types that are known so far. */
        private @Nullable String parse(SchemaFile file) {
            List<Schema> used = types.values().stream().filter(file::mentions).toList();
            Schema schema;
            try {
                schema = file.parse(new Schema.Parser().addTypes(used));
            } catch (InvalidSchemaException e) {
                return e.getMessage();
            }
            if (NAMED.contains(schema.getType()) && types.containsKey(schema.getFullName())) {
                // An equal definition too: a copy of a file, or of a compiled schema, is a mistake.
                String other = files.getOrDefault(schema.getFullName(), "the application");
                return file.path() + ": defines " + schema.getFullName() + ", which " + other + " already defines";
            }
            for (Schema type : NamedTypes.in(schema)) {
                if (types.putIfAbsent(type.getFullName(), type) == null) {
                    files.put(type.getFullName(), file.path().toString());
                }
            }
            if (EventType.isDeclaredBy(schema)) {
                events.put(schema.getFullName(), schema);
            }
            return null;
        }
    }
}
