package dev.sluice.admin.group;

import static dev.sluice.http.ProblemResponses.DETAIL;

import dev.sluice.http.ProblemResponses;
import dev.sluice.kafka.KafkaExceptionMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Adds the problems of the consumer-group operations to the OpenAPI document, each with an example. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class GroupsInOpenApi implements OASFilter {

    private static final String GROUPS = "/consumer-groups";
    private static final Set<GroupProblem> DESCRIPTION_PROBLEMS =
            EnumSet.of(GroupProblem.UNKNOWN, GroupProblem.NOT_CONSUMERS, GroupProblem.BUSY);
    private static final Set<GroupProblem> RESET_PROBLEMS = EnumSet.of(
            GroupProblem.UNKNOWN, GroupProblem.NOT_CONSUMERS, GroupProblem.ACTIVE, GroupProblem.UNKNOWN_OUTCOME);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(GROUPS)) {
                item.getOperations().forEach((method, operation) -> {
                    if (!path.equals(GROUPS)) {
                        (method == PathItem.HttpMethod.GET ? DESCRIPTION_PROBLEMS : RESET_PROBLEMS)
                                .forEach(problem -> ProblemResponses.add(operation, path, problem.with(DETAIL)));
                    }
                    ProblemResponses.add(operation, path, KafkaExceptionMapper.unavailable(DETAIL));
                });
            }
        });
    }
}
