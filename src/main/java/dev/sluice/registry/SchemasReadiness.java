package dev.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the schema of each event type has its id; a registry that fails later makes nobody unready. */
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
