package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The configuration that Quarkus generates for native-image: what can be looked up by name at run time.
 *
 * @param reflection the kinds of members that are available by reflection, such as {@code allDeclaredFields}, by class name
 * @param proxies names of interfaces for which a proxy of that interface alone can be created
 * @param resources patterns of resource names
 * @param runTimeInitialized bytecode, as text, of the generated class that names what is initialized at run time
 */
record NativeReport(
        Map<String, Set<String>> reflection, Set<String> proxies, List<Pattern> resources, String runTimeInitialized) {

    /**
     * An entry that the report has to contain.
     *
     * @param members kinds of members that have to be available by reflection; empty unless the entry is a class
     */
    record Requirement(Kind kind, String name, Set<String> members) {}

    enum Kind {
        CLASS,
        PROXY,
        RESOURCE,
        RUN_TIME_INITIALIZED
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DIRECTORY = "META-INF/native-image/";

    static NativeReport of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Map<String, Set<String>> reflection = new HashMap<>();
            for (JsonNode entry : json(file, "reflect-config.json")) {
                // An entry with a condition is available only if the condition is met.
                if (!entry.has("condition")) {
                    Set<String> members =
                            reflection.computeIfAbsent(entry.path("name").asText(), name -> new HashSet<>());
                    entry.fieldNames().forEachRemaining(member -> {
                        if (entry.path(member).asBoolean()) {
                            members.add(member);
                        }
                    });
                }
            }
            Set<String> proxies = new HashSet<>();
            for (JsonNode entry : json(file, "proxy-config.json")) {
                if (entry.path("interfaces").size() == 1) {
                    proxies.add(entry.path("interfaces").path(0).asText());
                }
            }
            List<Pattern> resources = new ArrayList<>();
            for (JsonNode entry :
                    json(file, "resource-config.json").path("resources").path("includes")) {
                resources.add(Pattern.compile(entry.path("pattern").asText()));
            }
            return new NativeReport(
                    reflection,
                    proxies,
                    resources,
                    new String(bytes(file, "io/quarkus/runner/Feature.class"), ISO_8859_1));
        }
    }

    private static JsonNode json(JarFile jar, String name) throws IOException {
        return JSON.readTree(bytes(jar, DIRECTORY + name));
    }

    private static byte[] bytes(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    boolean has(Requirement requirement) {
        return switch (requirement.kind()) {
            case CLASS ->
                reflection.containsKey(requirement.name())
                        && reflection.get(requirement.name()).containsAll(requirement.members());
            case PROXY -> proxies.contains(requirement.name());
            case RESOURCE ->
                resources.stream()
                        .anyMatch(pattern -> pattern.matcher(requirement.name()).matches());
            case RUN_TIME_INITIALIZED -> runTimeInitialized.contains(requirement.name());
        };
    }

    /** Returns a copy without an entry. */
    NativeReport without(Requirement requirement) {
        Map<String, Set<String>> remaining = new HashMap<>(reflection);
        remaining.remove(requirement.name());
        Set<String> remainingProxies = new HashSet<>(proxies);
        remainingProxies.remove(requirement.name());
        return new NativeReport(
                remaining,
                remainingProxies,
                resources.stream()
                        .filter(pattern -> !pattern.matcher(requirement.name()).matches())
                        .toList(),
                runTimeInitialized.replace(requirement.name(), ""));
    }

    /** Returns a copy in which no class has a kind of members. */
    NativeReport without(String member) {
        Map<String, Set<String>> remaining = new HashMap<>();
        reflection.forEach((name, members) -> {
            Set<String> remainingMembers = new HashSet<>(members);
            remainingMembers.remove(member);
            remaining.put(name, remainingMembers);
        });
        return new NativeReport(remaining, proxies, resources, runTimeInitialized);
    }
}
