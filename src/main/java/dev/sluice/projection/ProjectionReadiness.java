package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports UP once the group has assigned partitions, and while all positions are valid. A process that also serves clients stays UP
 * once all positions were valid, and reports later ones in its data: clients do not need the projection to publish.
 */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.PROJECTION, stringValue = "true")
class ProjectionReadiness implements HealthCheck {

    private final Database database;
    private final ProjectionPositions positions;
    private final ProjectionVerification verification;
    private final boolean servesClients;

    ProjectionReadiness(
            Database database,
            ProjectionPositions positions,
            ProjectionVerification verification,
            ActiveComponents components) {
        this.database = database;
        this.positions = positions;
        this.verification = verification;
        this.servesClients = components.serveHttp();
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("projection");
        if (servesClients) {
            response.status(verification.wasValid() || !database.isConfigured());
            if (database.isConfigured()) {
                verification.describe(response);
            }
            return response.build();
        }
        boolean isAssigned = positions.current().isPresent();
        response.status(isAssigned
                && verification.wasValid()
                && verification.invalidPartitions().isEmpty());
        if (isAssigned) {
            verification.describe(response);
        } else {
            response.withData("reason", waitingFor());
        }
        return response.build();
    }

    private String waitingFor() {
        if (!database.isConfigured()) {
            return "no database is configured";
        }
        return database.isMigrated()
                ? "the consumer group has not assigned partitions yet"
                : "the database is not migrated";
    }
}
