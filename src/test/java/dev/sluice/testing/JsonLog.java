package dev.sluice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log of a process that logs JSON. */
public final class JsonLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLog() {}

    /**
     * Returns all lines.
     *
     * @throws AssertionError if a line is not a JSON object with a timestamp, a level and a message
     */
    public static List<JsonNode> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JsonLog::parse).toList();
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            if (line.has("timestamp") && line.has("level") && line.has("message")) {
                return line;
            }
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
        throw new AssertionError("not a log line: " + text);
    }
}
