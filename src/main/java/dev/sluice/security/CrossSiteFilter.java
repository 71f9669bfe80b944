package dev.sluice.security;

import dev.sluice.http.RequestProblem;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request filter that protects anonymous callers' rights from other web sites. A page that a developer or operator opens can
 * send requests to a service that their browser reaches, and without a token nothing else tells the page from its user. The
 * filter refuses a state-changing request from another origin, and one whose host name the page's owner may control (DNS
 * rebinding).
 *
 * <p>A browser sends {@code Origin} with each request whose method is neither {@code GET} nor {@code HEAD} (Fetch standard,
 * section 3.2). A request without it comes from another client, which no web site controls.
 */
@Provider
@AllowedRoles({})
@NonBlocking
@Priority(Priorities.USER + 1)
class CrossSiteFilter implements ContainerRequestFilter {

    private static final Set<String> SAFE_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String LOCALHOST = "localhost";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Hosts hosts;

    CrossSiteFilter(Hosts hosts) {
        this.hosts = hosts;
    }

    /** The names of this service. A bean of its own, since filters are created before the configuration is available. */
    @ApplicationScoped
    static class Hosts {

        private final Set<String> names;

        Hosts(SecurityConfig config) {
            this.names = config.anonymousHosts().orElse(Set.of());
        }

        /** Returns whether only this service, and no other web site, can have a host name. */
        boolean contains(String host) {
            String name = host.toLowerCase(Locale.ROOT);
            return name.equals(LOCALHOST)
                    || name.endsWith("." + LOCALHOST)
                    || name.startsWith("[")
                    || IPV4.matcher(name).matches()
                    || names.contains(name);
        }
    }

    /** @throws HttpProblem if the request may come from another web site */
    @Override
    public void filter(ContainerRequestContext context) {
        if (SAFE_METHODS.contains(context.getMethod())) {
            return;
        }
        HttpServerRequest request = QueryRateFilter.routing(context).request();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !Caller.of(QueryRateFilter.routing(context)).isAnonymous()) {
            return;
        }
        HostAndPort own = request.authority();
        if (own == null || !hosts.contains(own.host()) || !isOrigin(origin, own)) {
            throw RequestProblem.CROSS_SITE.with(
                    "Another web site sent this request, or the host name is neither localhost,"
                            + " an IP address nor in sluice.security.anonymous-hosts; send a token");
        }
    }

    private static boolean isOrigin(String origin, HostAndPort own) {
        URI uri = parse(origin);
        if (uri == null || uri.getHost() == null) {
            return false;
        }
        int standardPort = "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        int originPort = uri.getPort() < 0 ? standardPort : uri.getPort();
        int ownPort = own.port() < 0 ? standardPort : own.port();
        return uri.getHost().equalsIgnoreCase(own.host()) && originPort == ownPort;
    }

    private static @Nullable URI parse(String origin) {
        try {
            return new URI(origin);
        } catch (URISyntaxException notAnOrigin) {
            return null;
        }
    }
}
