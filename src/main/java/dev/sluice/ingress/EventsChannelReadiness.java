package dev.sluice.ingress;

import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the producer of the channel has the metadata of the topics of all event types that can be published. */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "true")
class EventsChannelReadiness implements HealthCheck {

    private final EventsChannel events;

    EventsChannelReadiness(EventsChannel events) {
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        var unknown = events.unknownTopics();
        var response = HealthCheckResponse.named("ingress topics").status(unknown.isEmpty());
        if (!unknown.isEmpty()) {
            response.withData("unknown", String.join(", ", unknown));
        }
        return response.build();
    }
}
