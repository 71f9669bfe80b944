package dev.sluice.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import dev.sluice.compatibility.SchemaFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The text of a schema file.
 *
 * @param names the strings in the text, without namespaces: the names of the types that it defines and uses are among them
 */
record SchemaFile(Path path, String text, Set<String> names) {

    private static final JsonFactory JSON = new JsonFactory();

    /** @throws InvalidSchemaException if the file cannot be read */
    static SchemaFile read(Path path) {
        String text = SchemaFolder.text(path);
        return new SchemaFile(path, text, names(text));
    }

    private static Set<String> names(String text) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    names.add(parser.getText().substring(parser.getText().lastIndexOf('.') + 1));
                }
            }
        } catch (IOException notJson) {
            // Avro's parser reports it.
        }
        return names;
    }

    /** Returns whether the text may define or use a type. */
    boolean mentions(Schema type) {
        return names.contains(type.getName());
    }

    /** @throws InvalidSchemaException if the file is not a valid schema */
    Schema parse(Schema.Parser parser) {
        return SchemaFolder.parse(path, text, parser);
    }
}
