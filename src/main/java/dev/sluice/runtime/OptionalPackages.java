package dev.sluice.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * The packages that are {@link EnabledBy} a property. The build lists them in the classpath resource {@link #FILE}.
 *
 * @param disabled names of the packages whose property is not true
 */
public record OptionalPackages(Set<String> disabled) {

    /** The resource that lists a package and its property in each line. */
    public static final String FILE = "META-INF/sluice/optional-packages";

    /** Returns the packages of this application. */
    public static OptionalPackages of(Config config) {
        return new OptionalPackages(properties().entrySet().stream()
                .filter(entry -> !config.getOptionalValue(entry.getValue(), String.class)
                        .map(Boolean::parseBoolean)
                        .orElse(false))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns the key of the property of each package; empty during the build. */
    static Map<String, String> properties() {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(FILE)) {
            return in == null
                    ? Map.of()
                    : new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .map(line -> line.split(" ", 2))
                            .collect(Collectors.toUnmodifiableMap(line -> line[0], line -> line[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a class, or a schema with its full name, is outside of all disabled packages. */
    public boolean isEnabled(String className) {
        return disabled.stream().noneMatch(name -> className.startsWith(name + "."));
    }
}
