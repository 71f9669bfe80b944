package dev.sluice.manifests;

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

/** Resources that are applied together, and the configuration that they give to the application. */
record Manifests(List<HasMetadata> resources, Map<String, String> configuration) {

    static final Path FOLDER = Path.of("deploy/kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** All files of some folders, one behind the other. */
    static String text(String... folders) {
        StringBuilder text = new StringBuilder();
        for (String folder : folders) {
            for (Path file : files(FOLDER.resolve(folder))) {
                text.append("---\n").append(read(file));
            }
        }
        return text.toString();
    }

    /** What {@code kubectl kustomize} makes of an overlay. */
    static String rendered(String overlay) {
        Path kubectl = Programs.require("kubectl", "https://kubernetes.io/docs/tasks/tools");
        return Programs.run(
                kubectl,
                "kustomize",
                FOLDER.resolve("overlays").resolve(overlay).toString());
    }

    /** @throws IllegalArgumentException if a resource is not as its type is */
    static Manifests of(String yaml) {
        List<HasMetadata> resources = new ArrayList<>();
        Map<String, String> configuration = new LinkedHashMap<>();
        for (JsonNode document : documents(yaml)) {
            if (document.path("kind").asText().equals("Kustomization")) {
                configuration.putAll(generated(document));
            } else {
                HasMetadata resource = StrictTypes.parse(document);
                resources.add(resource);
                // The name of one that kustomize has made ends in a hash.
                if (resource instanceof ConfigMap map
                        && map.getMetadata().getName().matches("sluice-[a-z0-9]{10}")) {
                    configuration.putAll(map.getData());
                }
            }
        }
        return new Manifests(resources, configuration);
    }

    private static Map<String, String> generated(JsonNode kustomization) {
        Map<String, String> configuration = new LinkedHashMap<>();
        kustomization.path("configMapGenerator").forEach(map -> map.path("literals")
                .forEach(literal -> {
                    String[] pair = literal.asText().split("=", 2);
                    configuration.put(pair[0], pair[1]);
                }));
        return configuration;
    }

    /** The documents of a text, with anchors resolved, which Jackson cannot do; none is empty. */
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

    /** The files of a folder and those below, in the order of their names. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
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
