package dev.sluice.security;

import dev.sluice.role.RoleSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once tokens can be verified, or if none are. */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = RoleSwitches.INGRESS, stringValue = "true")
class IdentityProviderReadiness implements HealthCheck {

    private final IdentityProvider provider;

    IdentityProviderReadiness(IdentityProvider provider) {
        this.provider = provider;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("identity provider")
                .status(provider.isKnown())
                .build();
    }
}
