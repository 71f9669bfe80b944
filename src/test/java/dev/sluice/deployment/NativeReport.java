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
 * What Quarkus has native-image keep of what is looked up by name.
 *
 * @param reflection of each class the members that are kept, as the report calls them
 * @param proxies the interfaces of which a proxy can be made, each by itself
 * @param resources patterns of names
 * @param atStart the class that says what is initialized at start, as text
 */
record NativeReport(Map<String, Set<String>> reflection, Set<String> proxies, List<Pattern> resources, String atStart) {

    /** What a class or a resource has to be kept with. */
    record Need(Kind kind, String name, Set<String> members) {}

    enum Kind {
        CLASS,
        PROXY,
        RESOURCE,
        INITIALIZED_AT_START
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "META-INF/native-image/";

    static NativeReport of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Map<String, Set<String>> reflection = new HashMap<>();
            for (JsonNode entry : json(file, "reflect-config.json")) {
                // One with a condition counts only where the condition holds.
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
        return JSON.readTree(bytes(jar, FOLDER + name));
    }

    private static byte[] bytes(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    boolean has(Need need) {
        return switch (need.kind()) {
            case CLASS ->
                reflection.containsKey(need.name())
                        && reflection.get(need.name()).containsAll(need.members());
            case PROXY -> proxies.contains(need.name());
            case RESOURCE ->
                resources.stream()
                        .anyMatch(pattern -> pattern.matcher(need.name()).matches());
            case INITIALIZED_AT_START -> atStart.contains(need.name());
        };
    }

    /** A copy that lacks it. */
    NativeReport without(Need need) {
        Map<String, Set<String>> others = new HashMap<>(reflection);
        others.remove(need.name());
        Set<String> otherProxies = new HashSet<>(proxies);
        otherProxies.remove(need.name());
        return new NativeReport(
                others,
                otherProxies,
                resources.stream()
                        .filter(pattern -> !pattern.matcher(need.name()).matches())
                        .toList(),
                atStart.replace(need.name(), ""));
    }

    /** A copy that has no such members of any class. */
    NativeReport without(String member) {
        Map<String, Set<String>> others = new HashMap<>();
        reflection.forEach((name, members) -> {
            Set<String> left = new HashSet<>(members);
            left.remove(member);
            others.put(name, left);
        });
        return new NativeReport(others, proxies, resources, atStart);
    }
}
