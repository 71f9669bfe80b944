package dev.sluice.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** An identity augmentor that gives callers without a token the roles in {@code sluice.security.anonymous}. */
@ApplicationScoped
class AnonymousCallers implements SecurityIdentityAugmentor {

    private final SecurityIdentity anonymous;

    AnonymousCallers(SecurityConfig config) {
        this.anonymous = QuarkusSecurityIdentity.builder()
                .setAnonymous(true)
                .setPrincipal(new QuarkusPrincipal(""))
                .addRoles(config.anonymous().orElse(Set.of()))
                .build();
    }

    /** Returns the roles of callers without a token. */
    Set<String> roles() {
        return anonymous.getRoles();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom().item(identity.isAnonymous() ? anonymous : identity);
    }
}
