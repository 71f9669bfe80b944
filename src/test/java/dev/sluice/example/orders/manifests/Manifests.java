package dev.sluice.example.orders.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.Programs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Resources that are applied together.
 *
 * @param configuration the application's environment variables from the generated config map
 */
record Manifests(List<HasMetadata> resources, Map<String, String> configuration) {

    static final Path DIRECTORY = Path.of("deploy/kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** Returns the concatenated files of some directories. */
    static String yaml(String... directories) {
        StringBuilder text = new StringBuilder();
        for (String directory : directories) {
            for (Path file : files(DIRECTORY.resolve(directory))) {
                text.append("---\n").append(read(file));
            }
        }
        return text.toString();
    }

    /** Renders an overlay with {@code kubectl kustomize}. */
    static String kustomize(String overlay) {
        Path kubectl = Programs.require("kubectl", "https://kubernetes.io/docs/tasks/tools");
        return Programs.run(
                kubectl,
                "kustomize",
                DIRECTORY.resolve("overlays").resolve(overlay).toString());
    }

    /** @throws IllegalArgumentException if a resource does not conform to its type */
    static Manifests of(String yaml) {
        List<HasMetadata> resources = new ArrayList<>();
        Map<String, String> configuration = new LinkedHashMap<>();
        for (JsonNode document : documents(yaml)) {
            if (document.path("kind").asText().equals("Kustomization")) {
                configuration.putAll(generatedConfiguration(document));
            } else {
                HasMetadata resource = StrictParser.parse(document);
                resources.add(resource);
                // kustomize appends a hash to the names of config maps that it generates.
                if (resource instanceof ConfigMap map
                        && map.getMetadata().getName().matches("sluice-[a-z0-9]{10}")) {
                    configuration.putAll(map.getData());
                }
            }
        }
        return new Manifests(resources, configuration);
    }

    private static Map<String, String> generatedConfiguration(JsonNode kustomization) {
        Map<String, String> configuration = new LinkedHashMap<>();
        kustomization.path("configMapGenerator").forEach(map -> map.path("literals")
                .forEach(literal -> {
                    String[] pair = literal.asText().split("=", 2);
                    configuration.put(pair[0], pair[1]);
                }));
        return configuration;
    }

    /** Returns the documents of a YAML text, except for empty ones. Anchors are resolved, which Jackson cannot do. */
    static List<JsonNode> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(500);
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
                .filter(document -> document != null)
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }

    /** Returns the YAML files of a directory and its subdirectories, sorted by path. */
    static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isKustomization(Path file) {
        return file.getFileName().toString().equals(KUSTOMIZATION);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return all(type).stream()
                .filter(resource -> resource.getMetadata().getName().equals(name))
                .findFirst();
    }
}
