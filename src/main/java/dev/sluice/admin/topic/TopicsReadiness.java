package dev.sluice.admin.topic;

import static java.util.stream.Collectors.joining;

import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the topics were as declared, but for differences that do no harm. What differs later is told, and takes no instance
 * down: it would take all of them.
 */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = ComponentSwitches.TASK, stringValue = "false")
class TopicsReadiness implements HealthCheck {

    private final TopicVerification verification;

    TopicsReadiness(TopicVerification verification) {
        this.verification = verification;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("topics");
        List<TopicDifference> found = verification.found();
        if (found == null) {
            String failure = verification.failure();
            return response.down()
                    .withData("reason", failure.isEmpty() ? "they are being looked at" : failure)
                    .build();
        }
        tell(
                response,
                "differences",
                found.stream().filter(TopicDifference::isHarmful).toList());
        tell(
                response,
                "harmless",
                found.stream().filter(difference -> !difference.isHarmful()).toList());
        return response.status(verification.isVerified()).build();
    }

    private static void tell(HealthCheckResponseBuilder response, String name, List<TopicDifference> differences) {
        if (!differences.isEmpty()) {
            response.withData(
                    name, differences.stream().map(TopicDifference::text).collect(joining("; ")));
        }
    }
}
