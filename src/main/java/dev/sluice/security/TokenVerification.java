package dev.sluice.security;

import dev.sluice.role.ActiveRoles;
import dev.sluice.role.Role;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets Sluice start only if the configuration says who may call it: with which tokens, or that anybody may. */
@ApplicationScoped
class TokenVerification {

    private final ActiveRoles roles;
    private final SecurityConfig security;
    private final Optional<String> provider;
    private final Optional<String> publicKey;
    private final Optional<String> issuer;
    private final Optional<List<String>> audience;

    TokenVerification(
            ActiveRoles roles,
            SecurityConfig security,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> publicKey,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") Optional<String> issuer,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
        this.roles = roles;
        this.security = security;
        this.provider = provider;
        this.publicKey = publicKey;
        this.issuer = issuer;
        this.audience = audience;
    }

    /** @throws ConfigurationException if something is missing, with what to set */
    void configure(@Observes Oidc oidc) {
        if (!roles.has(Role.INGRESS)) {
            // Nobody can call it, and quarkus.oidc.tenant-enabled says so too.
            return;
        }
        if (provider.isEmpty() && publicKey.isEmpty()) {
            if (security.anonymous().isEmpty()) {
                throw new ConfigurationException(
                        "Nobody could call Sluice: set QUARKUS_OIDC_AUTH_SERVER_URL to the identity provider whose tokens it is"
                                + " to accept (or QUARKUS_OIDC_PUBLIC_KEY), and QUARKUS_OIDC_TOKEN_AUDIENCE; or"
                                + " SLUICE_SECURITY_ANONYMOUS=publisher,reader to let anybody publish and read without a token");
            }
            oidc.create(OidcTenantConfig.builder().tenantEnabled(false).build());
        } else if (audience.isEmpty()) {
            throw new ConfigurationException(
                    "Set QUARKUS_OIDC_TOKEN_AUDIENCE: without it a token that was issued for any other service is accepted here"
                            + " (\"any\" if that is meant)");
        } else if (provider.isEmpty() && issuer.isEmpty()) {
            throw new ConfigurationException(
                    "Set QUARKUS_OIDC_TOKEN_ISSUER beside QUARKUS_OIDC_PUBLIC_KEY: no provider tells it");
        }
    }
}
