package dev.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports UP while the schema of each event type has an id in the registry. Outages of the registry are only a reason in its data; a
 * registry that lost ids matters, since nobody could read the events.
 */
@Readiness
@ApplicationScoped
class SchemasReadiness implements HealthCheck {

    private final EventSchemas schemas;

    SchemasReadiness(EventSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public HealthCheckResponse call() {
        var unresolved = schemas.unresolved();
        var response = HealthCheckResponse.named("event schemas").status(unresolved.isEmpty());
        if (!unresolved.isEmpty()) {
            response.withData("unresolved", String.join(", ", unresolved)).withData("reason", schemas.failures());
        } else if (!schemas.verificationFailure().isEmpty()) {
            response.withData("reason", schemas.verificationFailure());
        }
        String lostIds = schemas.lostIds();
        if (!lostIds.isEmpty()) {
            response.withData("lost", lostIds);
        }
        return response.build();
    }
}
