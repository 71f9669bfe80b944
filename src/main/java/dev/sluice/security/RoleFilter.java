package dev.sluice.security;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Set;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Lets those clients pass that have one of some roles, on the event loop and before the body is read. Quarkus's own
 * {@code @RolesAllowed} would open a CDI request scope, which every step of an asynchronous method then carries along: that
 * costs as much as publishing an event. Where there is no token, this costs nothing.
 */
abstract class RoleFilter implements ContainerRequestFilter {

    private final AnonymousClients anonymous;
    private final Set<String> roles;

    /** Filters are made before the configuration is there: it is not to be asked here. */
    RoleFilter(AnonymousClients anonymous, Set<String> roles) {
        this.anonymous = anonymous;
        this.roles = roles;
    }

    /** @throws UnauthorizedException if there is no token, and not anybody may call */
    @Override
    public void filter(ContainerRequestContext context) {
        var call = (ResteasyReactiveContainerRequestContext) context;
        RoutingContext request =
                ((ResteasyReactiveRequestContext) call.getServerRequestContext()).unwrap(RoutingContext.class);
        if (!request.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            admit(Client.identified(request, "", anonymous.roles()));
            return;
        }
        call.suspend();
        QuarkusHttpUser.getSecurityIdentity(request, null)
                .invoke(identity -> admit(client(request, identity)))
                .subscribe()
                .with(admitted -> call.resume(), call::resume);
    }

    private Client client(RoutingContext request, SecurityIdentity identity) {
        return identity.isAnonymous()
                ? Client.identified(request, "", anonymous.roles())
                : Client.identified(request, identity.getPrincipal().getName(), identity.getRoles());
    }

    private void admit(Client client) {
        if (!client.isInAny(roles)) {
            throw client.isAnonymous() ? new UnauthorizedException() : new ForbiddenException();
        }
    }
}
