package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Finds and parses schema files. */
public final class SchemaFolder {

    public static final String EXTENSION = ".avsc";

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
        return parse(file, text(file), parser);
    }

    /**
     * Returns the text of a file.
     *
     * @throws InvalidSchemaException if the file cannot be read, or is not UTF-8
     */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InvalidSchemaException(file.toString(), "is not UTF-8");
        } catch (IOException e) {
            throw new InvalidSchemaException(file.toString(), "cannot be read: " + e);
        }
    }

    /**
     * Parses the text of a file.
     *
     * @throws InvalidSchemaException if it is not a valid schema
     */
    public static Schema parse(Path file, String text, Schema.Parser parser) {
        try {
            return parser.parse(text);
        } catch (AvroRuntimeException e) {
            throw new InvalidSchemaException(
                    file.toString(), String.valueOf(e.getMessage()).strip());
        } catch (NumberFormatException e) {
            throw new InvalidSchemaException(file.toString(), "a default is not a number: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // Avro's parser does not expect all invalid schemas.
            throw new InvalidSchemaException(file.toString(), "is not a schema: " + e);
        }
    }
}
