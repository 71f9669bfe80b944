package dev.sluice.operations.group;

import static dev.sluice.problem.OperationDocs.ordered;

import dev.sluice.kafka.KafkaFailures;
import dev.sluice.problem.OperationDocs;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jspecify.annotations.Nullable;

/** Tells in OpenAPI what the parameters mean, and adds the problems and examples of answers. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class GroupsInOpenApi implements OASFilter {

    private static final String LIST = "/consumer-groups";
    private static final String ONE = LIST + "/{group}";
    private static final String RESET = ONE + "/reset";

    private static final String GROUP = "sluice-processing";

    private static final Map<String, String> PARAMETERS = Map.of(
            "group", "The group's id",
            "limit", "The most groups",
            "after", "The next of the page before",
            "to", "earliest, latest, an offset, or an instant in ISO-8601: the first record that is not older",
            "topic", "All partitions of this topic; if it is not given, all that the group has committed",
            "partition", "This one of the topic alone",
            "dry-run", "Whether nothing is changed, and only told what would be; true, if it is not given");

    private static final Map<String, Object> PARTITION = ordered(
            "topic",
            "orders",
            "partition",
            2,
            "committed",
            4711,
            "first",
            0,
            "end",
            4720,
            "lag",
            9,
            "lagSeconds",
            1.25);
    private static final Map<String, Object> MEMBER = ordered(
            "id",
            "sluice-1-6b0d…",
            "clientId",
            "sluice-1",
            "host",
            "/10.0.0.7",
            "partitions",
            ordered("orders", List.of(2)));

    private static final Map<String, Object> EXAMPLES = Map.of(
            LIST,
            ordered(
                    "groups",
                    List.of(ordered("id", GROUP, "type", "classic", "state", "stable", "members", 1, "lag", 9)),
                    "next",
                    GROUP),
            ONE,
            ordered(
                    "id",
                    GROUP,
                    "type",
                    "classic",
                    "state",
                    "stable",
                    "coordinator",
                    ordered("id", 1, "host", "kafka-1", "port", 9092),
                    "assignor",
                    "cooperative-sticky",
                    "lag",
                    9,
                    "lagSeconds",
                    1.25,
                    "members",
                    List.of(MEMBER),
                    "partitions",
                    List.of(PARTITION)),
            RESET,
            ordered(
                    "group",
                    GROUP,
                    "dryRun",
                    false,
                    "partitions",
                    List.of(ordered(
                            "topic", "orders", "partition", 2, "before", 4711, "after", 0, "result", "reset"))));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(LIST)) {
                complete(item.getGET(), path, EnumSet.of(GroupProblem.BUSY));
                complete(item.getPOST(), path, EnumSet.of(GroupProblem.ACTIVE, GroupProblem.UNKNOWN_OUTCOME));
            }
        });
    }

    private static void complete(@Nullable Operation operation, String path, Set<GroupProblem> own) {
        if (operation == null) {
            return;
        }
        EnumSet<GroupProblem> kinds = path.equals(LIST) ? EnumSet.noneOf(GroupProblem.class) : EnumSet.copyOf(own);
        if (!path.equals(LIST)) {
            kinds.addAll(EnumSet.of(GroupProblem.UNKNOWN, GroupProblem.OTHER_KIND));
        }
        List<HttpProblem> problems = new ArrayList<>();
        kinds.forEach(problem -> problems.add(problem.with(OperationDocs.DETAIL)));
        problems.add(KafkaFailures.unavailable(OperationDocs.DETAIL));
        OperationDocs.complete(operation, path, PARAMETERS, EXAMPLES.get(path), problems);
    }
}
