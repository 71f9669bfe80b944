package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports UP while all positions of the group are valid. A process that also serves clients stays UP once they were, and reports
 * later ones in its data: clients do not need processing to publish.
 */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.PROCESSING, stringValue = "true")
class ProcessingReadiness implements HealthCheck {

    private final ProcessingPositions positions;
    private final boolean isIdle;
    private final boolean servesClients;

    ProcessingReadiness(ProcessingPositions positions, EventCatalog catalog, ActiveComponents components) {
        this.positions = positions;
        this.isIdle = catalog.consumedTopics().isEmpty();
        this.servesClients = components.serveHttp();
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("processing");
        if (isIdle) {
            return response.up().build();
        }
        response.status(servesClients ? positions.wasValid() : positions.isValid());
        positions.describe(response);
        return response.build();
    }
}
