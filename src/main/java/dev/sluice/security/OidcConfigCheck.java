package dev.sluice.security;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.Finding;
import dev.sluice.runtime.StartupCheck;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets Sluice start only if the configuration says who may call it: with which tokens, or that anybody may. */
@ApplicationScoped
class OidcConfigCheck implements StartupCheck {

    private final ActiveComponents roles;
    private final SecurityConfig security;
    private final Optional<String> provider;
    private final Optional<String> publicKey;
    private final Optional<String> issuer;
    private final Optional<List<String>> audience;
    private final Optional<String> tlsVerification;
    private final Optional<Boolean> trustAll;

    OidcConfigCheck(
            ActiveComponents roles,
            SecurityConfig security,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> publicKey,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") Optional<String> issuer,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience,
            @ConfigProperty(name = "quarkus.oidc.tls.verification") Optional<String> tlsVerification,
            @ConfigProperty(name = "quarkus.tls.trust-all") Optional<Boolean> trustAll) {
        this.roles = roles;
        this.security = security;
        this.provider = provider;
        this.publicKey = publicKey;
        this.issuer = issuer;
        this.audience = audience;
        this.tlsVerification = tlsVerification;
        this.trustAll = trustAll;
    }

    /** Without a provider and without a key there is nothing to verify tokens with. */
    void configure(@Observes Oidc oidc) {
        if (!roles.has(Component.INGRESS)) {
            // Nobody can call it, and quarkus.oidc.tenant-enabled says so too.
            return;
        }
        if (isOff()) {
            oidc.create(OidcTenantConfig.builder().tenantEnabled(false).build());
        }
    }

    private boolean isOff() {
        return provider.isEmpty() && publicKey.isEmpty();
    }

    @Override
    public Stream<Finding> findings() {
        if (!roles.has(Component.INGRESS)) {
            return Stream.empty();
        }
        Stream<Finding> anonymous = security.anonymous().stream()
                .map(anybody -> new Finding.Doubtful(
                        "sluice.security.anonymous is " + String.join(",", anybody) + ": anybody has these roles"));
        return Stream.concat(anonymous, isOff() ? nobody() : tokens());
    }

    private Stream<Finding> nobody() {
        return security.anonymous().isPresent()
                ? Stream.empty()
                : Stream.of(
                        new Finding.Unsafe(
                                "Nobody could call Sluice: set QUARKUS_OIDC_AUTH_SERVER_URL to the identity provider whose tokens it is"
                                        + " to accept (or QUARKUS_OIDC_PUBLIC_KEY), and QUARKUS_OIDC_TOKEN_AUDIENCE; or"
                                        + " SLUICE_SECURITY_ANONYMOUS=publisher,reader to let anybody publish and read without a token"));
    }

    private Stream<Finding> tokens() {
        Stream.Builder<Finding> found = Stream.builder();
        if (audience.isEmpty()) {
            found.add(new Finding.Unsafe(
                    "Set QUARKUS_OIDC_TOKEN_AUDIENCE: without it a token that was issued for any other service is accepted here"
                            + " (\"any\" if that is meant)"));
        } else if (audience.get().contains("any")) {
            found.add(
                    new Finding.Doubtful(
                            "quarkus.oidc.token.audience is any: a token that was issued for another service is accepted here"));
        }
        if (provider.isEmpty() && issuer.isEmpty()) {
            found.add(new Finding.Unsafe(
                    "Set QUARKUS_OIDC_TOKEN_ISSUER beside QUARKUS_OIDC_PUBLIC_KEY: no provider tells it"));
        }
        if (tlsVerification.filter("none"::equalsIgnoreCase).isPresent() || trustAll.orElse(false)) {
            found.add(new Finding.Unsafe(
                    "Anybody could pass for the identity provider, and make tokens: leave out QUARKUS_OIDC_TLS_VERIFICATION=none and"
                            + " QUARKUS_TLS_TRUST_ALL=true, and set the provider's certificate in a trust store"));
        } else if (provider.filter(address -> address.startsWith("http://")).isPresent()) {
            found.add(new Finding.Doubtful(
                    "quarkus.oidc.auth-server-url begins with http://: whoever is on the way to the"
                            + " identity provider can make tokens"));
        }
        return found.build();
    }
}
