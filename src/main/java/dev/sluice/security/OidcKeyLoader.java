package dev.sluice.security;

import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * The loader of the identity provider's keys. It retries if the provider was unavailable at startup, and loads the keys again at
 * intervals: a key that the provider has removed is then no longer trusted, and a new one is known before a token uses it. Once the
 * keys are loaded, the provider is not needed to verify tokens; while it is unavailable, the last keys stay trusted. quarkus-oidc
 * itself loads them again only for a token with an unknown key id (3.33.2).
 */
@ApplicationScoped
class OidcKeyLoader {

    private static final Duration MAX_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_REFRESH_DELAY = Duration.ofSeconds(30);
    private static final Duration REFRESH_LIMIT = Duration.ofMinutes(1);

    private final TenantConfigBean tenants;
    private final Clock clock;
    private final BackgroundRetry.Task loading;
    private final BackgroundRetry.Task refreshing;
    /** The time of the last refresh that this class began. Used by one thread at a time. */
    private Instant refreshed = Instant.EPOCH;

    OidcKeyLoader(TenantConfigBean tenants, SecurityConfig config, BackgroundRetry retry, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
        this.loading = retry.until("Key request to the identity provider", MAX_DELAY, this::load);
        this.refreshing = retry.every(
                config.keyRefreshInterval(),
                "Key refresh from the identity provider",
                MAX_REFRESH_DELAY,
                this::refresh);
    }

    /** Returns whether the keys are loaded. Also true if no identity provider is configured. */
    boolean isReady() {
        return tenants.getDefaultTenant().ready();
    }

    /** Reports DOWN until tokens can be verified. */
    @Produces
    @Singleton
    @Readiness
    @LookupIfProperty(name = ComponentSwitches.HTTP, stringValue = "true")
    HealthCheck readiness() {
        return () -> {
            var response = HealthCheckResponse.named("identity provider").status(isReady());
            if (!isReady()) {
                response.withData("reason", "no keys from " + server() + ", the log has the reason");
            }
            return response.build();
        };
    }

    void start(@Observes StartupEvent event) {
        if (!isReady()) {
            loading.start();
        }
        if (hasProvider()) {
            refreshing.startAfterInterval();
        }
    }

    private boolean hasProvider() {
        var config = tenants.getDefaultTenant().oidcConfig();
        return config.tenantEnabled()
                && config.authServerUrl().isPresent()
                && config.jwks().resolveEarly();
    }

    private String server() {
        return tenants.getDefaultTenant().oidcConfig().authServerUrl().orElse("the identity provider");
    }

    private boolean load() {
        tenants.getDefaultTenant().initialize().await().indefinitely();
        return isReady();
    }

    /**
     * Loads the keys again. Returns false too soon after the last refresh, which quarkus-oidc would skip. Its only access to a
     * refresh verifies a token afterwards, so there is an empty one, which is invalid.
     */
    private boolean refresh() {
        TenantConfigContext tenant = tenants.getDefaultTenant();
        Instant now = clock.instant();
        Instant next = refreshed.plus(tenant.oidcConfig().token().forcedJwkRefreshInterval());
        if (!tenant.ready() || !now.isAfter(next)) {
            return false;
        }
        refreshed = now;
        tenant.provider()
                .refreshJwksAndVerifyJwtToken("", false, false, null)
                .onFailure(InvalidJwtException.class)
                .recoverWithNull()
                .await()
                .atMost(REFRESH_LIMIT);
        return true;
    }

    /** Thrown for a request with a token while the keys are not loaded. */
    static final class KeysUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        KeysUnavailableException() {
            super("The keys of the identity provider are not loaded yet", null, false, false);
        }
    }
}
