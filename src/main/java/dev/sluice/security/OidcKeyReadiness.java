package dev.sluice.security;

import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once tokens can be verified, or if none are. */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "true")
class OidcKeyReadiness implements HealthCheck {

    private final OidcKeyLoader provider;

    OidcKeyReadiness(OidcKeyLoader provider) {
        this.provider = provider;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("identity provider")
                .status(provider.isKnown())
                .build();
    }
}
