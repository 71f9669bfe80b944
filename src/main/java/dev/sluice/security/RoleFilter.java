package dev.sluice.security;

import io.quarkus.security.AuthenticationFailedException;
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
 * A request filter that authorizes callers by the {@link AllowedRoles} of the resource, on the event loop and before
 * the body is read. Quarkus's {@code @RolesAllowed} resolves the identity of each request, even without a token, and
 * propagates it in the CDI request scope through every step of an asynchronous method. That costs as much as publishing
 * an event.
 *
 * <p>Bound by name to all resources with the annotation, regardless of its value.
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

    private final CallerRoles roles;
    private final TokenExpiry.Factory expiries;

    /** Creates the filter. Runs before the configuration is available, so the roles are read later. */
    RoleFilter(CallerRoles roles, TokenExpiry.Factory expiries) {
        this.roles = roles;
        this.expiries = expiries;
    }

    /** @throws UnauthorizedException if the request has no token and anonymous callers have none of the roles */
    @Override
    public void filter(ContainerRequestContext context) {
        var requestContext = (ResteasyReactiveContainerRequestContext) context;
        var serverContext = (ResteasyReactiveRequestContext) requestContext.getServerRequestContext();
        Set<String> allowed =
                ALLOWED.get(serverContext.getResteasyReactiveResourceInfo().getResourceClass());
        RoutingContext request = serverContext.unwrap(RoutingContext.class);
        if (!request.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            authorize(Caller.set(request, "", roles.anonymous()), allowed);
            return;
        }
        requestContext.suspend();
        QuarkusHttpUser.getSecurityIdentity(request, null)
                .invoke(identity -> authorize(caller(request, identity), allowed))
                .subscribe()
                .with(authorized -> requestContext.resume(), requestContext::resume);
    }

    private Caller caller(RoutingContext request, SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            return Caller.set(request, "", roles.anonymous());
        }
        // Not always the subject, which AccessTokenCheck has checked: quarkus.oidc.token.principal-claim can name
        // another claim.
        String name = identity.getPrincipal().getName();
        if (!Caller.isValidName(name)) {
            throw new AuthenticationFailedException();
        }
        expiries.set(request, identity);
        return Caller.set(request, name, identity.getRoles());
    }

    private static void authorize(Caller caller, Set<String> allowed) {
        if (!caller.hasAny(allowed)) {
            throw caller.isAnonymous() ? new UnauthorizedException() : new ForbiddenException();
        }
    }
}
