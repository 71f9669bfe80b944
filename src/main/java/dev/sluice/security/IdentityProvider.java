package dev.sluice.security;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps asking the identity provider for its keys if it was away when Sluice started. Once they are known it does not matter
 * whether the provider is there.
 */
@ApplicationScoped
class IdentityProvider {

    private static final Logger LOG = Logger.getLogger(IdentityProvider.class);
    private static final int RETRY_SECONDS = 1;

    private final TenantConfigBean tenants;
    private volatile boolean stopped;

    IdentityProvider(TenantConfigBean tenants) {
        this.tenants = tenants;
    }

    /** Whether tokens can be verified, or none are. */
    boolean isKnown() {
        return tenants.getDefaultTenant().ready();
    }

    void start(@Observes StartupEvent event) {
        if (!isKnown()) {
            askLater();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void askLater() {
        if (!stopped) {
            var unused = Infrastructure.getDefaultWorkerPool().schedule(this::ask, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void ask() {
        tenants.getDefaultTenant()
                .initialize()
                .subscribe()
                .with(known -> LOG.info("The identity provider has told its keys"), away -> askLater());
    }
}
