package dev.sluice.security;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.StartupCheck;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A startup check of the token verification. Callers need either accepted tokens or anonymous access. */
@ApplicationScoped
class OidcConfigCheck implements StartupCheck {

    private static final String NO_ACCESS =
            "No caller could be authorized: set QUARKUS_OIDC_AUTH_SERVER_URL to the URL of the identity provider (or set"
                    + " QUARKUS_OIDC_PUBLIC_KEY) and set QUARKUS_OIDC_TOKEN_AUDIENCE, or set"
                    + " SLUICE_SECURITY_ANONYMOUS=publisher,reader to permit requests without a token";
    private static final String NO_AUDIENCE =
            "Set QUARKUS_OIDC_TOKEN_AUDIENCE: without it, tokens issued for other services are accepted"
                    + " (set \"any\" to allow that)";
    private static final String ANY_AUDIENCE =
            "quarkus.oidc.token.audience is any: tokens issued for other services are accepted";
    private static final String NO_ISSUER =
            "Set QUARKUS_OIDC_TOKEN_ISSUER in addition to QUARKUS_OIDC_PUBLIC_KEY: the key does not identify an issuer";
    private static final String NO_TLS_VERIFICATION =
            "Attackers could impersonate the identity provider and issue tokens: unset"
                    + " QUARKUS_OIDC_TLS_VERIFICATION=none and QUARKUS_TLS_TRUST_ALL=true, and add the provider's"
                    + " certificate to a trust store";
    private static final String NO_TLS =
            "quarkus.oidc.auth-server-url begins with http://: an attacker on the network path to the identity provider"
                    + " can issue tokens";

    private final ActiveComponents components;
    private final SecurityConfig security;
    private final Optional<String> serverUrl;
    private final Optional<String> publicKey;
    private final Optional<String> issuer;
    private final Optional<List<String>> audience;
    private final Optional<String> tlsVerification;
    private final Optional<Boolean> trustAll;

    OidcConfigCheck(
            ActiveComponents components,
            SecurityConfig security,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> serverUrl,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> publicKey,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") Optional<String> issuer,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience,
            @ConfigProperty(name = "quarkus.oidc.tls.verification") Optional<String> tlsVerification,
            @ConfigProperty(name = "quarkus.tls.trust-all") Optional<Boolean> trustAll) {
        this.components = components;
        this.security = security;
        this.serverUrl = serverUrl;
        this.publicKey = publicKey;
        this.issuer = issuer;
        this.audience = audience;
        this.tlsVerification = tlsVerification;
        this.trustAll = trustAll;
    }

    /** Disables OIDC if neither an identity provider nor a public key is configured. */
    void configure(@Observes Oidc oidc) {
        if (!components.has(Component.INGRESS)) {
            // The process has no HTTP port, and quarkus.oidc.tenant-enabled is false.
            return;
        }
        if (isDisabled()) {
            oidc.create(OidcTenantConfig.builder().tenantEnabled(false).build());
        }
    }

    private boolean isDisabled() {
        return serverUrl.isEmpty() && publicKey.isEmpty();
    }

    @Override
    public Stream<Finding> findings() {
        if (!components.has(Component.INGRESS)) {
            return Stream.empty();
        }
        Stream<Finding> anonymous = security.anonymous().stream()
                .map(roles -> new Warning("sluice.security.anonymous is " + String.join(",", roles)
                        + ": callers without a token have these roles"));
        return Stream.concat(anonymous, isDisabled() ? missingAccess() : tokenFindings());
    }

    private Stream<Finding> missingAccess() {
        return security.anonymous().isPresent() ? Stream.empty() : Stream.of(new Violation(NO_ACCESS));
    }

    private Stream<Finding> tokenFindings() {
        Stream.Builder<Finding> findings = Stream.builder();
        if (audience.isEmpty()) {
            findings.add(new Violation(NO_AUDIENCE));
        } else if (audience.get().contains("any")) {
            findings.add(new Warning(ANY_AUDIENCE));
        }
        if (serverUrl.isEmpty() && issuer.isEmpty()) {
            findings.add(new Violation(NO_ISSUER));
        }
        if (tlsVerification.filter("none"::equalsIgnoreCase).isPresent() || trustAll.orElse(false)) {
            findings.add(new Violation(NO_TLS_VERIFICATION));
        } else if (serverUrl.filter(url -> url.startsWith("http://")).isPresent()) {
            findings.add(new Warning(NO_TLS));
        }
        return findings.build();
    }
}
