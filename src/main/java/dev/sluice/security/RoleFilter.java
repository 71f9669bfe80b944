package dev.sluice.security;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Admits the clients that have one of a resource's {@link AllowedRoles}, on the event loop and before the body is read. Quarkus's
 * own {@code @RolesAllowed} resolves the identity of each request, with or without a token, and keeps it in the CDI request scope,
 * which every step of an asynchronous method carries along: that costs as much as publishing an event.
 *
 * <p>Bound by name to the resources that have the annotation, whatever its value.
 */
@Provider
@AllowedRoles({})
@NonBlocking
class RoleFilter implements ContainerRequestFilter {

    private static final ClassValue<Set<String>> ALLOWED = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> resource) {
            return Set.of(resource.getAnnotation(AllowedRoles.class).value());
        }
    };

    private final AnonymousCallers anonymous;

    /** Runs before the configuration can be read. */
    RoleFilter(AnonymousCallers anonymous) {
        this.anonymous = anonymous;
    }

    /** @throws UnauthorizedException if the request has no token and anonymous clients lack the roles */
    @Override
    public void filter(ContainerRequestContext context) {
        var call = (ResteasyReactiveContainerRequestContext) context;
        var match = (ResteasyReactiveRequestContext) call.getServerRequestContext();
        Set<String> allowed =
                ALLOWED.get(match.getResteasyReactiveResourceInfo().getResourceClass());
        RoutingContext request = match.unwrap(RoutingContext.class);
        if (!request.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            admit(Caller.identified(request, "", anonymous.roles()), allowed);
            return;
        }
        call.suspend();
        QuarkusHttpUser.getSecurityIdentity(request, null)
                .invoke(identity -> admit(client(request, identity), allowed))
                .subscribe()
                .with(admitted -> call.resume(), call::resume);
    }

    private Caller client(RoutingContext request, SecurityIdentity identity) {
        return identity.isAnonymous()
                ? Caller.identified(request, "", anonymous.roles())
                : Caller.identified(request, identity.getPrincipal().getName(), identity.getRoles());
    }

    private static void admit(Caller client, Set<String> allowed) {
        if (!client.isInAny(allowed)) {
            throw client.isAnonymous() ? new UnauthorizedException() : new ForbiddenException();
        }
    }
}
