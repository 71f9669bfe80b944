package dev.sluice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process printed whose log is JSON. */
public final class JsonLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLog() {}

    /** All its lines, each of which has to be an object with what every line says. */
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
            throw new AssertionError("no JSON: " + text, e);
        }
        throw new AssertionError("no line of a log: " + text);
    }
}
