package dev.sluice.security;

import dev.sluice.http.HttpConfig;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** A request filter that limits the queries of each caller, after {@link RoleFilter} has authorized it. */
@Provider
@AllowedRoles({})
@NonBlocking
@Priority(Priorities.USER + 1)
class QueryRateFilter implements ContainerRequestFilter {

    private final Queries queries;

    QueryRateFilter(Queries queries) {
        this.queries = queries;
    }

    /** The limit. A bean of its own, since filters are created before the configuration is available. */
    @ApplicationScoped
    static class Queries {

        private final RateLimit limit;

        Queries(HttpConfig config) {
            this.limit = new RateLimit(config.maxClientQueries(), 1);
        }

        void acquire(Caller caller) {
            limit.acquire(caller);
        }
    }

    /** @throws HttpProblem with {@code Retry-After} if the caller has reached the limit */
    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getMethod().equals(HttpMethod.GET)) {
            queries.acquire(Caller.of(routing(context)));
        }
    }

    static RoutingContext routing(ContainerRequestContext context) {
        var requestContext = (ResteasyReactiveContainerRequestContext) context;
        return ((ResteasyReactiveRequestContext) requestContext.getServerRequestContext()).unwrap(RoutingContext.class);
    }
}
