package dev.sluice.compatibility;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The schemas of this build.
 *
 * @param records those of the files, by their full names; types that several share are within these
 * @param files where each named type is defined
 */
record DeclaredSchemas(Map<String, Schema> records, Map<String, String> files) {

    /**
     * Parses the schemas as Quarkus's code generator will, which names no file when it fails.
     *
     * @param shared the folder in it with the types that several schemas use
     * @throws InvalidSchemaException if one cannot be parsed; what comes after it is not looked at, since it may use it
     */
    static DeclaredSchemas read(Path folder, String shared) {
        Path sharedFolder = folder.resolve(shared);
        List<Path> own = SchemaFolder.files(folder).stream()
                .filter(file -> !file.startsWith(sharedFolder))
                .toList();
        Map<String, Schema> records = new TreeMap<>();
        Map<String, String> files = new HashMap<>();
        Schema.Parser parser = new Schema.Parser();
        for (Path file : Stream.concat(SchemaFolder.files(sharedFolder).stream(), own.stream())
                .toList()) {
            Set<String> before = Set.copyOf(parser.getTypes().keySet());
            Schema schema = SchemaFolder.parse(file, parser);
            parser.getTypes().keySet().stream()
                    .filter(type -> !before.contains(type))
                    .forEach(type -> files.put(type, file.toString()));
            if (own.contains(file) && schema.getType() == Schema.Type.RECORD) {
                records.put(schema.getFullName(), schema);
            }
        }
        return new DeclaredSchemas(records, files);
    }

    /** The file that defines a named type, or else one of its parts. */
    String fileOf(String type, Schema holder) {
        return files.getOrDefault(type, files.getOrDefault(holder.getFullName(), type));
    }
}
