package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.OptionalPackages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * The endpoints of resources that are {@link ServedBy} a component. The build lists them in the classpath resource {@link #FILE},
 * so that requests to inactive components and to {@linkplain OptionalPackages disabled packages} are rejected before Quarkus REST
 * matches them.
 */
public final class Endpoints {

    /** The resource that lists the endpoints, one in each line. */
    public static final String FILE = "META-INF/sluice/endpoints";

    private static final String HEAD = "HEAD";
    private static final String GET = "GET";

    private final List<Endpoint> active;
    private final List<Endpoint> inactive;
    /** The first segments of the inactive paths. Most requests are to others, and need no regular expression. */
    private final Set<String> inactiveRoots;

    Endpoints(List<Endpoint> all, Predicate<Endpoint> isActive) {
        this.active = all.stream().filter(isActive).toList();
        this.inactive = all.stream().filter(isActive.negate()).toList();
        this.inactiveRoots =
                inactive.stream().map(endpoint -> root(endpoint.path())).collect(Collectors.toSet());
    }

    /** Returns the endpoints of this process. */
    static Endpoints of(ActiveComponents components, Config config) {
        OptionalPackages packages = OptionalPackages.of(config);
        return read(endpoint -> components.has(endpoint.component()) && packages.isEnabled(endpoint.resource()));
    }

    private static Endpoints read(Predicate<Endpoint> isActive) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + FILE + ", which the build generates, does not exist");
            }
            return new Endpoints(
                    new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .map(Endpoint::of)
                            .toList(),
                    isActive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether every endpoint is active. */
    boolean areAllActive() {
        return inactive.isEmpty();
    }

    /**
     * Returns whether a request must be rejected: an inactive endpoint has the path, and no active one has both the path and the
     * method. A method that no endpoint has is left to the active ones of the path.
     *
     * @param path the path as sent by the client, or as in OpenAPI
     */
    boolean isInactive(String method, String path) {
        if (!inactiveRoots.contains(root(path))) {
            return false;
        }
        String effective = method.equals(HEAD) ? GET : method;
        List<Endpoint> hidden = withPath(inactive, path);
        if (hidden.isEmpty()) {
            return false;
        }
        List<Endpoint> served = withPath(active, path);
        return served.isEmpty() || (hasMethod(hidden, effective) && !hasMethod(served, effective));
    }

    /** Returns the first segment of a path. */
    private static String root(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end);
    }

    private static List<Endpoint> withPath(List<Endpoint> endpoints, String path) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.pattern().matcher(path).matches())
                .toList();
    }

    private static boolean hasMethod(List<Endpoint> endpoints, String method) {
        return endpoints.stream().anyMatch(endpoint -> endpoint.method().equals(method));
    }

    /**
     * A method of a path.
     *
     * @param path the template of the path, such as {@code /topics/{name}}
     * @param resource the name of the resource's class
     * @param pattern matches the paths of the template
     */
    public record Endpoint(Component component, String method, String path, String resource, Pattern pattern) {

        private static final Pattern PARAMETER = Pattern.compile("\\{\\w+\\}");

        /**
         * @throws IllegalArgumentException if the first segment is a parameter, or if a parameter is not a whole segment or has a
         *     regular expression
         */
        public Endpoint(Component component, String method, String path, String resource) {
            this(component, method, path, resource, pattern(path));
        }

        private static Pattern pattern(String template) {
            if (template.startsWith("/{")) {
                throw new IllegalArgumentException(
                        "@ServedBy does not support a path that begins with a parameter: " + template);
            }
            return Pattern.compile(Stream.of(template.split("/", -1))
                    .map(segment -> pattern(segment, template))
                    .collect(Collectors.joining("/")));
        }

        private static String pattern(String segment, String template) {
            if (PARAMETER.matcher(segment).matches()) {
                return "[^/]++";
            }
            if (segment.contains("{") || segment.contains("}")) {
                throw new IllegalArgumentException(
                        "@ServedBy supports only parameters that are a whole segment of the path, not " + template);
            }
            return Pattern.quote(segment);
        }

        private static Endpoint of(String line) {
            String[] words = line.split(" ", 4);
            return new Endpoint(Component.valueOf(words[0]), words[1], words[2], words[3]);
        }

        /** Returns the line of the endpoint in {@link #FILE}. */
        public String line() {
            return component + " " + method + " " + path + " " + resource;
        }
    }
}
