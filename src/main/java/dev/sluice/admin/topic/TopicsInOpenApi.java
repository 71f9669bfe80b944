package dev.sluice.admin.topic;

import static dev.sluice.http.ProblemResponses.DETAIL;

import dev.sluice.http.ProblemResponses;
import dev.sluice.kafka.KafkaExceptionMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Adds the problems of the topic operations to the OpenAPI document, each with an example. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class TopicsInOpenApi implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.equals("/topics/{name}")) {
                ProblemResponses.add(item.getGET(), path, TopicReader.UNKNOWN.with(DETAIL));
            }
            if (path.startsWith("/topics")) {
                ProblemResponses.add(item.getGET(), path, KafkaExceptionMapper.unavailable(DETAIL));
            }
        });
    }
}
