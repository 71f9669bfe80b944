package dev.sluice.processing;

import dev.sluice.role.RoleSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the topics are there that processing reads and writes; what fails later keeps nobody from publishing. */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = RoleSwitches.PROCESSING, stringValue = "true")
class ProcessingReadiness implements HealthCheck {

    private final ProcessingPipeline pipeline;

    ProcessingReadiness(ProcessingPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public HealthCheckResponse call() {
        Set<String> missing = pipeline.missingTopics();
        var response = HealthCheckResponse.named("processing topics").status(missing.isEmpty());
        if (!missing.isEmpty()) {
            response.withData("missing", String.join(", ", missing));
        }
        return response.build();
    }
}
