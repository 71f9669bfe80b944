package dev.sluice.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.bootstrap.workspace.WorkspaceModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The {@code .avsc} files of the module, so that a message can name the one at fault. Two files that define the same
 * name would otherwise go unseen: the class generated last wins.
 */
record SchemaFiles(Map<String, String> byRecord, List<String> duplicates) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static SchemaFiles of(ApplicationModel application) {
        WorkspaceModule module = application.getApplicationModule();
        Path root = module == null ? null : module.getModuleDir().toPath();
        SchemaFiles files = new SchemaFiles(new HashMap<>(), new ArrayList<>());
        if (root != null && Files.isDirectory(root.resolve("src/main/avro"))) {
            files.read(root);
        }
        return files;
    }

    /** The file that defines a name, or the name itself if it came from elsewhere, such as a dependency. */
    String declaring(String fullName) {
        return byRecord.getOrDefault(fullName, fullName);
    }

    private void read(Path root) {
        try (Stream<Path> tree = Files.walk(root.resolve("src/main/avro"))) {
            for (Path path : tree.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList()) {
                define(JSON.readTree(path.toFile()), root.relativize(path).toString(), "");
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
                    duplicates.add(file + ": defines " + fullName + ", as does " + other);
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
