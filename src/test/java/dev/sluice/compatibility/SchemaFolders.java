package dev.sluice.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project with schema folders, which tests can change. */
final class SchemaFolders {

    static final String RECORD = """
            {"type": "record", "name": "Parcel", "namespace": "n", "event": "parcel", "topic": "parcels", "key": "id", "fields": [
            %s]}""";

    private final Path folder;

    SchemaFolders(Path folder) {
        this.folder = folder;
    }

    /** Writes a file to the folder of declared schemas. */
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

    /** Declares an event type with a key and these fields. */
    SchemaFolders parcel(String... fields) {
        String all = String.join(", ", fields);
        return declare(
                "Parcel.avsc",
                RECORD.formatted("{\"name\": \"id\", \"type\": \"string\"}" + (all.isEmpty() ? "" : ", " + all)));
    }

    /** Releases the declared schemas without a check. */
    SchemaFolders release() {
        CompatibilityCheck.ofProject(folder).release();
        return this;
    }

    /** Returns the messages of the check, with paths relative to {@code src/main}. */
    List<String> incompatibilities(CompatibilityLevel level) {
        return CompatibilityCheck.ofProject(folder).incompatibilities(level).stream()
                .map(message -> message.replace(folder + "/src/main/", ""))
                .toList();
    }

    /** Runs the check as the build does. */
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
