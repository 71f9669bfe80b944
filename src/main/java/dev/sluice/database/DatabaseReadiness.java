package dev.sluice.database;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the database is migrated, or if there is none, or it is not needed; a database that fails later makes nobody unready. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {

    private final Database database;

    DatabaseReadiness(Database database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = !database.isAwaited();
        var response = HealthCheckResponse.named("database").status(ready);
        if (!ready) {
            response.withData("reason", database.waitingFor());
        }
        return response.build();
    }
}
