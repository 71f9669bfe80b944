package dev.sluice.security;

import dev.sluice.runtime.BackgroundRetry;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Asks the identity provider for its keys again if it was unavailable at start. Once they are known, the provider need not be
 * available.
 */
@ApplicationScoped
class OidcKeyLoader {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private final TenantConfigBean tenants;
    private final BackgroundRetry.Task keys;

    OidcKeyLoader(TenantConfigBean tenants, BackgroundRetry retry) {
        this.tenants = tenants;
        this.keys = retry.until("Request for the identity provider's keys", LONGEST_DELAY, this::requestKeys);
    }

    /** Whether tokens can be verified, or none are. */
    boolean isKnown() {
        return tenants.getDefaultTenant().ready();
    }

    void start(@Observes StartupEvent event) {
        if (!isKnown()) {
            keys.start();
        }
    }

    private boolean requestKeys() {
        tenants.getDefaultTenant().initialize().await().indefinitely();
        return isKnown();
    }
}
