package dev.sluice.security;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.StartupCheck;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** A startup check of the token verification. Callers need either accepted tokens or anonymous access. */
@ApplicationScoped
class OidcConfigCheck implements StartupCheck {

    private static final String OIDC = "quarkus.oidc.";
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
    private static final String ANY_ISSUER =
            "quarkus.oidc.token.issuer is any: tokens that the provider signs for its other realms or tenants are accepted";
    private static final String NO_TLS_VERIFICATION =
            "Attackers could impersonate the identity provider and issue tokens: unset quarkus.oidc.tls.verification, and"
                    + " add the provider's certificate to a trust store";
    private static final String NO_TLS =
            " begins with http://: an attacker on the network path to the identity provider can issue tokens";

    private final ActiveComponents components;
    private final SecurityConfig security;
    private final Config config;

    OidcConfigCheck(ActiveComponents components, SecurityConfig security, Config config) {
        this.components = components;
        this.security = security;
        this.config = config;
    }

    /** Disables OIDC if neither an identity provider nor a public key is configured. */
    void configure(@Observes Oidc oidc) {
        if (!components.serveHttp()) {
            // The process has no HTTP port, and quarkus.oidc.tenant-enabled is false.
            return;
        }
        if (isDisabled()) {
            oidc.create(OidcTenantConfig.builder().tenantEnabled(false).build());
        }
    }

    private boolean isDisabled() {
        return setting(config, "auth-server-url").isEmpty()
                && setting(config, "public-key").isEmpty();
    }

    @Override
    public Stream<Finding> findings() {
        if (!components.serveHttp()) {
            return Stream.empty();
        }
        Stream<Finding> anonymous = security.anonymous().stream()
                .map(roles -> new Warning("sluice.security.anonymous is " + String.join(",", roles)
                        + ": callers without a token have these roles"));
        return Stream.concat(anonymous, isDisabled() ? missingAccess() : tokenFindings(config));
    }

    private Stream<Finding> missingAccess() {
        return security.anonymous().isPresent() ? Stream.empty() : Stream.of(new Violation(NO_ACCESS));
    }

    /** Returns the findings about the tokens that are accepted. */
    static Stream<Finding> tokenFindings(Config config) {
        Stream.Builder<Finding> findings = Stream.builder();
        Optional<String> serverUrl = setting(config, "auth-server-url");
        Optional<String> issuer = setting(config, "token.issuer");
        Optional<String> audience = setting(config, "token.audience");
        if (audience.isEmpty()) {
            findings.add(new Violation(NO_AUDIENCE));
        } else if (List.of(audience.get().split(",")).contains("any")) {
            findings.add(new Warning(ANY_AUDIENCE));
        }
        boolean acceptsAnyIssuer = issuer.filter("any"::equals).isPresent();
        if (serverUrl.isEmpty() && (issuer.isEmpty() || acceptsAnyIssuer)) {
            findings.add(new Violation(NO_ISSUER));
        } else if (acceptsAnyIssuer) {
            findings.add(new Warning(ANY_ISSUER));
        }
        if (setting(config, "tls.verification")
                .filter(verification -> !verification.equalsIgnoreCase("required"))
                .isPresent()) {
            findings.add(new Violation(NO_TLS_VERIFICATION));
        }
        Stream.of("auth-server-url", "jwks-path")
                .filter(name -> setting(config, name)
                        .filter(url -> url.startsWith("http://"))
                        .isPresent())
                .forEach(name -> findings.add(new Warning(OIDC + name + NO_TLS)));
        return findings.build();
    }

    private static Optional<String> setting(Config config, String name) {
        return config.getOptionalValue(OIDC + name, String.class);
    }
}
