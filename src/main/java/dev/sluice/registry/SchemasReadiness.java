package dev.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports UP once the schema of each event type has an id. Later outages of the registry do not affect it. */
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
            response.withData("unresolved", String.join(", ", unresolved)).withData("reason", schemas.lastFailure());
        }
        return response.build();
    }
}
