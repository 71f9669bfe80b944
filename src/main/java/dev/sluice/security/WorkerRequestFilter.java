package dev.sluice.security;

import dev.sluice.http.HttpConfig;
import dev.sluice.http.RequestProblem;
import dev.sluice.security.CallerPermits.Outcome;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * A request filter that limits the requests that need a worker thread, after {@link QueryRateFilter}. Quarkus queues them without
 * limit, even after their clients have disconnected, and a client that does not read its answer blocks a worker thread.
 */
@Provider
@AllowedRoles({})
@NonBlocking
@Priority(Priorities.USER + 2)
class WorkerRequestFilter implements ContainerRequestFilter {

    private final WorkerRequests requests;

    WorkerRequestFilter(WorkerRequests requests) {
        this.requests = requests;
    }

    /** The limit. A bean of its own, since filters are created before the configuration is available. */
    @ApplicationScoped
    static class WorkerRequests {

        private static final int PERCENT = 100;

        private final CallerPermits permits;

        WorkerRequests(HttpConfig config) {
            int limit = config.maxWorkerRequests();
            this.permits = new CallerPermits(limit, Math.max(1, limit * config.maxClientBodyShare() / PERCENT));
        }

        Outcome acquire(Caller caller) {
            return permits.acquire(caller);
        }
    }

    /** @throws HttpProblem with {@code Retry-After} if the caller has, or all callers have, too many such requests */
    @Override
    public void filter(ContainerRequestContext context) {
        var requestContext = (ResteasyReactiveContainerRequestContext) context;
        var serverContext = (ResteasyReactiveRequestContext) requestContext.getServerRequestContext();
        if (!serverContext.getTarget().isBlocking()) {
            return;
        }
        Outcome outcome = requests.acquire(Caller.of(serverContext.unwrap(RoutingContext.class)));
        if (outcome instanceof Outcome.Acquired acquired) {
            serverContext.registerCompletionCallback(
                    failure -> acquired.release().run());
        } else if (outcome instanceof Outcome.CallerLimitReached) {
            throw RequestProblem.RATE_LIMITED.with("The caller has too many open requests; nothing was changed");
        } else {
            throw RequestProblem.OVERLOADED.with("Too many requests are open; nothing was changed, retry later");
        }
    }
}
