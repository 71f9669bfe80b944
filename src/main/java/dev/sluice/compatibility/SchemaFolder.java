package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Finds and parses schema files. */
final class SchemaFolder {

    static final String EXTENSION = ".avsc";

    private SchemaFolder() {}

    /** Returns the schema files in a folder and its subfolders, sorted by path; none if the folder does not exist. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws InvalidSchemaException if the file is not a valid schema */
    static Schema parse(Path file, Schema.Parser parser) {
        try {
            return parser.parse(Files.readString(file));
        } catch (AvroRuntimeException e) {
            throw new InvalidSchemaException(
                    file.toString(), String.valueOf(e.getMessage()).strip());
        } catch (NumberFormatException e) {
            throw new InvalidSchemaException(file.toString(), "a default is not a number: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
