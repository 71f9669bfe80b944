package dev.sluice.http;

import jakarta.ws.rs.HttpMethod;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * The methods of a path, for the header {@code Allow}. Quarkus REST 3.33.2 searches them before it answers with 405, and does not
 * report them. Look again after it.
 */
final class AllowedMethods {

    private AllowedMethods() {}

    /** Returns the methods of the path of a request, separated by commas. */
    static String of(ResteasyReactiveRequestContext request) {
        Set<String> allowed = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
        String path = request.getPathWithoutPrefix();
        var resources = new RequestMapper<>(request.getDeployment().getClassMappers());
        for (RequestMatch<InitialMatch> match = resources.map(path);
                match != null;
                match = resources.continueMatching(path, match)) {
            for (ServerRestHandler handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler resource) {
                    addMethods(resource, match.remaining.isEmpty() ? "/" : match.remaining, allowed);
                }
            }
        }
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        return String.join(", ", allowed);
    }

    private static void addMethods(ClassRoutingHandler resource, String remaining, Set<String> allowed) {
        resource.getMappers().forEach((method, paths) -> {
            if (method != null && paths.map(remaining) != null) {
                allowed.add(method);
            }
        });
    }
}
