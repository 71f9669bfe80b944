package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/**
 * The released versions of event types: {@code <folder>/<full name>/<version>.avsc}. Each file is self-contained.
 *
 * @param versions schemas by full name and version
 */
record ReleasedSchemas(Path folder, Map<String, NavigableMap<Integer, Schema>> versions) {

    private static final String NUMBER = "[1-9][0-9]{0,5}";

    /** @throws InvalidSchemaException if a file is misplaced or not a valid schema */
    static ReleasedSchemas read(Path folder) {
        Map<String, NavigableMap<Integer, Schema>> versions = new TreeMap<>();
        for (Path file : SchemaFolder.files(folder)) {
            String name = file.getFileName().toString();
            String number = name.substring(0, name.length() - SchemaFolder.EXTENSION.length());
            Schema schema = SchemaFolder.parse(file, new Schema.Parser());
            if (!number.matches(NUMBER)
                    || !file.equals(folder.resolve(schema.getFullName()).resolve(name))) {
                throw new InvalidSchemaException(
                        file.toString(),
                        "a released version of " + schema.getFullName() + " must be at "
                                + folder.resolve(schema.getFullName()) + "/<version>.avsc, with versions 1, 2, 3 …");
            }
            versions.computeIfAbsent(schema.getFullName(), type -> new TreeMap<>())
                    .put(Integer.valueOf(number), schema);
        }
        return new ReleasedSchemas(folder, versions);
    }

    /**
     * Writes the next version of each event type that differs from its last version, even if only in documentation.
     *
     * @return the new files
     */
    List<Path> release(DeclaredSchemas declared) {
        List<Path> written = new ArrayList<>();
        for (Schema schema : declared.records().values()) {
            NavigableMap<Integer, Schema> earlier = versions.getOrDefault(schema.getFullName(), new TreeMap<>());
            boolean isReleased = !earlier.isEmpty()
                    && earlier.lastEntry().getValue().toString().equals(schema.toString());
            if (schema.getObjectProp("event") != null && !isReleased) {
                int version = earlier.isEmpty() ? 1 : earlier.lastKey() + 1;
                written.add(write(schema, version));
            }
        }
        return written;
    }

    private Path write(Schema schema, int version) {
        Path file = folder.resolve(schema.getFullName()).resolve(version + SchemaFolder.EXTENSION);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, SchemaFormatter.format("json/pretty", schema) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
