package dev.sluice.security;

import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The loader of the identity provider's keys, which retries if the provider was unavailable at startup. Once the keys
 * are loaded, the provider is not needed to verify tokens.
 */
@ApplicationScoped
class OidcKeyLoader {

    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final TenantConfigBean tenants;
    private final BackgroundRetry.Task loading;

    OidcKeyLoader(TenantConfigBean tenants, BackgroundRetry retry) {
        this.tenants = tenants;
        this.loading = retry.until("Key request to the identity provider", MAX_DELAY, this::load);
    }

    /** Returns whether the keys are loaded. Also true if no identity provider is configured. */
    boolean isReady() {
        return tenants.getDefaultTenant().ready();
    }

    /** Reports DOWN until tokens can be verified. */
    @Produces
    @Singleton
    @Readiness
    @LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "true")
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
    }

    private String server() {
        return tenants.getDefaultTenant().oidcConfig().authServerUrl().orElse("the identity provider");
    }

    private boolean load() {
        tenants.getDefaultTenant().initialize().await().indefinitely();
        return isReady();
    }

    /** Thrown for a request with a token while the keys are not loaded. */
    static final class KeysUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        KeysUnavailableException() {
            super("The keys of the identity provider are not loaded yet", null, false, false);
        }
    }
}
