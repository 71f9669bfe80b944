package dev.sluice.projection;

import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not alive when its thread hangs, which no answer of a server explains; never because of the database or Kafka. */
@Liveness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.PROJECTION, stringValue = "true")
class ProjectionLiveness implements HealthCheck {

    private final ProjectionChannel channel;

    ProjectionLiveness(ProjectionChannel channel) {
        this.channel = channel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("projection")
                .status(!channel.isStuck())
                .build();
    }
}
