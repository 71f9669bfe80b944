package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once it knows where it begins, and while it reads all that it has. Who serves clients too is not asked: it can answer
 * them whatever becomes of the projection.
 */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.PROJECTION, stringValue = "true")
@LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "false")
class ProjectionReadiness implements HealthCheck {

    private final Database database;
    private final ProjectionPositions positions;

    ProjectionReadiness(Database database, ProjectionPositions positions) {
        this.database = database;
        this.positions = positions;
    }

    @Override
    public HealthCheckResponse call() {
        Set<String> unread = positions.unread();
        boolean ready = positions.isKnown() && unread.isEmpty();
        var response = HealthCheckResponse.named("projection").status(ready);
        if (!positions.isKnown()) {
            response.withData("reason", waitingFor());
        } else if (!ready) {
            response.withData("unread", String.join(", ", unread))
                    .withData("reason", "made anew: not read until the projection is rebuilt");
        }
        return response.build();
    }

    private String waitingFor() {
        if (!database.isConfigured()) {
            return "no database is configured";
        }
        return database.isMigrated() ? "its group has not given it partitions yet" : "the database is not migrated";
    }
}
