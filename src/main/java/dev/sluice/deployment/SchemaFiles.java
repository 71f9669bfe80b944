package dev.sluice.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .avsc} files of the module, so that a message can name the one at fault. Two files that define the same
 * name would otherwise go unseen: the class generated last wins.
 */
record SchemaFiles(Map<String, String> byRecord, List<String> faults) {

    private static final String SOURCES = "src/main/avro";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param module the folder of the module; null if the application was not built from sources */
    static SchemaFiles of(@Nullable Path module) {
        SchemaFiles files = new SchemaFiles(new HashMap<>(), new ArrayList<>());
        if (module != null && Files.isDirectory(module.resolve(SOURCES))) {
            files.read(module);
        }
        return files;
    }

    /** The file that defines a name, or the name itself if it came from elsewhere, such as a dependency. */
    String declaring(String fullName) {
        return byRecord.getOrDefault(fullName, fullName);
    }

    private void read(Path module) {
        try (Stream<Path> tree = Files.walk(module.resolve(SOURCES))) {
            for (Path path : tree.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList()) {
                define(JSON.readTree(path.toFile()), module.relativize(path).toString(), "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void define(JsonNode node, String file, String enclosingNamespace) {
        String namespace = node.path("namespace").asText(enclosingNamespace);
        switch (node.path("type").asText()) {
            case "record", "error", "enum", "fixed" -> {
                String name = node.path("name").asText();
                String fullName = name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
                String other = byRecord.put(fullName, file);
                if (other != null) {
                    faults.add(file + ": defines " + fullName + ", as does " + other);
                }
            }
            default -> {
                // a reference, or a type without a name
            }
        }
        // Definitions nest in the types of fields, in the items of arrays and maps, and in unions; not in defaults.
        for (String part : List.of("fields", "type", "items", "values")) {
            JsonNode inner = node.path(part);
            (inner.isArray() ? inner : List.of(inner)).forEach(each -> {
                if (each.isObject()) {
                    define(each, file, namespace);
                }
            });
        }
    }
}
