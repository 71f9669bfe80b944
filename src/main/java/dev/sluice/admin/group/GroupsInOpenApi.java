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

/** Adds the problems of these operations to OpenAPI, an example of each. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class GroupsInOpenApi implements OASFilter {

    private static final String GROUPS = "/consumer-groups";
    private static final Set<GroupProblem> OF_DESCRIPTION =
            EnumSet.of(GroupProblem.UNKNOWN, GroupProblem.OTHER_KIND, GroupProblem.BUSY);
    private static final Set<GroupProblem> OF_RESET = EnumSet.of(
            GroupProblem.UNKNOWN, GroupProblem.OTHER_KIND, GroupProblem.ACTIVE, GroupProblem.UNKNOWN_OUTCOME);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(GROUPS)) {
                item.getOperations().forEach((method, operation) -> {
                    if (!path.equals(GROUPS)) {
                        (method == PathItem.HttpMethod.GET ? OF_DESCRIPTION : OF_RESET)
                                .forEach(problem -> ProblemResponses.add(operation, path, problem.with(DETAIL)));
                    }
                    ProblemResponses.add(operation, path, KafkaExceptionMapper.unavailable(DETAIL));
                });
            }
        });
    }
}
