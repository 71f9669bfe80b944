package dev.sluice.processing;

import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not alive when so many handlers hang that nothing is processed any more; never because of Kafka or the registry. */
@Liveness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.PROCESSING, stringValue = "true")
class ProcessingLiveness implements HealthCheck {

    private final ProcessingPipeline pipeline;

    ProcessingLiveness(ProcessingPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("processing")
                .status(!pipeline.isStuck())
                .build();
    }
}
