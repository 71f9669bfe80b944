package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The schemas in the project's sources.
 *
 * @param records top-level records by full name, with shared types inlined
 * @param types all named types by full name
 * @param files path of the file that defines each named type
 */
record DeclaredSchemas(Map<String, Schema> records, Map<String, Schema> types, Map<String, String> files) {

    /**
     * Parses the schemas in the order of Quarkus's code generator, whose own errors do not name the file.
     *
     * @param folder folder of the schemas
     * @param shared name of the subfolders, at any depth, with types that several schemas use
     * @throws InvalidSchemaException if a schema cannot be parsed; later files are not read, since they may depend on it
     */
    static DeclaredSchemas read(Path folder, String shared) {
        String sharedFolder = File.separator + shared + File.separator;
        List<Path> all = SchemaFolder.files(folder);
        List<Path> common = all.stream()
                .filter(file -> file.toString().contains(sharedFolder))
                .toList();
        List<Path> own = all.stream().filter(file -> !common.contains(file)).toList();
        Map<String, Schema> records = new TreeMap<>();
        Map<String, String> files = new HashMap<>();
        Schema.Parser parser = new Schema.Parser();
        for (Path file : Stream.concat(common.stream(), own.stream()).toList()) {
            Set<String> before = Set.copyOf(parser.getTypes().keySet());
            Schema schema = SchemaFolder.parse(file, parser);
            parser.getTypes().keySet().stream()
                    .filter(type -> !before.contains(type))
                    .forEach(type -> files.put(type, file.toString()));
            if (own.contains(file) && schema.getType() == Schema.Type.RECORD) {
                records.put(schema.getFullName(), schema);
            }
        }
        return new DeclaredSchemas(records, parser.getTypes(), files);
    }

    /** Returns the record that reads records with a full name: the one of this name, or the one that was renamed from it. */
    Optional<Schema> readerOf(String fullName) {
        return Optional.ofNullable(records.get(fullName)).or(() -> records.values().stream()
                .filter(schema -> schema.getAliases().contains(fullName))
                .findFirst());
    }

    /** Returns the file that defines a named type, or else the file of its enclosing schema, or else the type's name. */
    String fileOf(String type, Schema enclosing) {
        return files.getOrDefault(type, files.getOrDefault(enclosing.getFullName(), type));
    }
}
