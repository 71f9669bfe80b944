package dev.sluice.security;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;

/**
 * An authentication mechanism that delegates to Quarkus's token verification, except in three cases. Requests without a
 * token skip it. Requests with a token fail immediately while the keys are not loaded, instead of waiting for them. A
 * token that makes the verification throw unexpectedly is rejected like any other invalid token.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class BearerTokens implements HttpAuthenticationMechanism {

    private final OidcAuthenticationMechanism verification;
    private final OidcKeyLoader keys;

    BearerTokens(OidcAuthenticationMechanism verification, OidcKeyLoader keys) {
        this.verification = verification;
        this.keys = keys;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        if (!request.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            return Uni.createFrom().nullItem();
        }
        if (!keys.isReady()) {
            return Uni.createFrom().failure(new OidcKeyLoader.KeysUnavailableException());
        }
        return Uni.createFrom()
                .deferred(() -> verification.authenticate(request, identities))
                .onFailure(failure -> !(failure instanceof AuthenticationFailedException))
                .transform(AuthenticationFailedException::new);
    }

    /**
     * Returns the challenge for paths without a resource, such as OpenAPI, without a request to the identity provider.
     */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return verification.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
        return verification.getCredentialTransport(request);
    }
}
