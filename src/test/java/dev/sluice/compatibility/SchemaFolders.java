package dev.sluice.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Schemas in folders as those of the build are, for a test that changes them. */
final class SchemaFolders {

    static final String RECORD = """
            {"type": "record", "name": "Order", "namespace": "n", "event": "order", "topic": "orders", "key": "id", "fields": [
            %s]}""";

    private final Path folder;

    SchemaFolders(Path folder) {
        this.folder = folder;
    }

    /** Writes a file of the folder of schemas. */
    SchemaFolders declare(String file, String schema) {
        Path path = declared().resolve(file);
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** An event type whose fields are these beside its key. */
    SchemaFolders order(String... fields) {
        String all = String.join(", ", fields);
        return declare(
                "Order.avsc",
                RECORD.formatted("{\"name\": \"id\", \"type\": \"string\"}" + (all.isEmpty() ? "" : ", " + all)));
    }

    SchemaFolders release() {
        CompatibilityCheck.ofProject(folder).release();
        return this;
    }

    List<String> faults(CompatibilityLevel mode) {
        return CompatibilityCheck.ofProject(folder).faults(mode).stream()
                .map(fault -> fault.replace(folder + "/src/main/", ""))
                .toList();
    }

    /** Runs the build's check. */
    void check(String command) {
        CheckSchemas.main(
                new String[] {"BACKWARD_TRANSITIVE", folder.toAbsolutePath().toString(), command});
    }

    Path declared() {
        return folder.resolve("src/main/avro");
    }

    Path released() {
        return folder.resolve("src/main/avro-released");
    }
}
