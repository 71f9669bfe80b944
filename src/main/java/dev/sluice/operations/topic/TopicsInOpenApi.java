package dev.sluice.operations.topic;

import static dev.sluice.problem.ProblemResponses.DETAIL;

import dev.sluice.kafka.KafkaFailures;
import dev.sluice.problem.ProblemResponses;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Adds the problems of these operations to OpenAPI, an example of each. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class TopicsInOpenApi implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.equals("/topics/{name}")) {
                ProblemResponses.add(item.getGET(), path, TopicReader.UNKNOWN.with(DETAIL));
            }
            if (path.startsWith("/topics")) {
                ProblemResponses.add(item.getGET(), path, KafkaFailures.unavailable(DETAIL));
            }
        });
    }
}
