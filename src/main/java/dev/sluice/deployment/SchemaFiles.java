package dev.sluice.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code .avsc} files of the module, for messages that name the file of a record.
 *
 * @param byRecord paths relative to the module, by the full name of the record that the file defines
 */
record SchemaFiles(Map<String, String> byRecord) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DIRECTORIES = List.of("src/main/avro", "src/test/avro");
    private static final List<String> GENERATED =
            List.of("target/generated-sources/avsc", "target/generated-test-sources/avsc");

    /**
     * Reads the files of {@code src/main/avro} and {@code src/test/avro}.
     *
     * @param module the module's directory
     */
    static SchemaFiles of(Path module) {
        Map<String, String> byRecord = new HashMap<>();
        for (String directory : DIRECTORIES) {
            Path sources = module.resolve(directory);
            if (Files.isDirectory(sources)) {
                addAll(sources, module, byRecord);
            }
        }
        return new SchemaFiles(byRecord);
    }

    private static void addAll(Path sources, Path module, Map<String, String> byRecord) {
        try (Stream<Path> tree = Files.walk(sources)) {
            for (Path file :
                    tree.filter(path -> path.toString().endsWith(".avsc")).toList()) {
                String name = module.relativize(file).toString();
                byRecord.put(fullName(parse(file, name)), name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(Path file, String name) throws IOException {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(name + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String fullName(JsonNode schema) {
        String name = schema.path("name").asText();
        String namespace = schema.path("namespace").asText();
        return name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
    }

    /**
     * Returns the source of a generated class, relative to the module. Once it is deleted, the compiler and a live reload delete the
     * class, in contrast to {@code ./mvnw clean} while dev mode is running, which deletes the data of its servers.
     */
    static Path generatedSource(String recordClass, Path module) {
        String file = recordClass.replace('.', '/') + ".java";
        return GENERATED.stream()
                .map(directory -> Path.of(directory, file))
                .filter(source -> Files.exists(module.resolve(source)))
                .findFirst()
                .orElse(Path.of(GENERATED.get(0), file));
    }

    /** Returns the path of the file that defines a record. */
    Optional<String> defining(String fullName) {
        return Optional.ofNullable(byRecord.get(fullName));
    }
}
