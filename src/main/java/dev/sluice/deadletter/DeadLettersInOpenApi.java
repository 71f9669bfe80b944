package dev.sluice.deadletter;

import static dev.sluice.http.ProblemResponses.DETAIL;

import dev.sluice.http.ProblemResponses;
import dev.sluice.kafka.KafkaExceptionMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Adds the problems of the dead-letter operations to the OpenAPI document, each with an example. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class DeadLettersInOpenApi implements OASFilter {

    private static final Set<DeadLetterProblem> READ_PROBLEMS =
            EnumSet.of(DeadLetterProblem.UNKNOWN, DeadLetterProblem.BUSY, DeadLetterProblem.TOO_MANY_RESOLUTIONS);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith("/dead-letters")) {
                item.getOperations().forEach((method, operation) -> {
                    for (DeadLetterProblem problem : DeadLetterProblem.values()) {
                        if (method == PathItem.HttpMethod.POST || READ_PROBLEMS.contains(problem)) {
                            ProblemResponses.add(operation, path, problem.with(DETAIL));
                        }
                    }
                    ProblemResponses.add(operation, path, KafkaExceptionMapper.unavailable(DETAIL));
                });
            }
        });
    }
}
