package dev.sluice.deadletter;

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

/** Tells in OpenAPI what the parameters mean, and adds the problems and examples of answers. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class DeadLettersInOpenApi implements OASFilter {

    private static final String PATH = "/dead-letters";

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("topic", "The dead-letter topic, or the topic that letters came from"),
            Map.entry("type", "The event type"),
            Map.entry("reason", "Part of the reason, or of the name of the exception"),
            Map.entry("from", "The earliest instant at which they became dead letters"),
            Map.entry("to", "The latest"),
            Map.entry("state", "open, redriven or discarded"),
            Map.entry("limit", "The most letters"),
            Map.entry("after", "The next of the page before"),
            Map.entry("rate", "Letters a second"),
            Map.entry("dry-run", "Whether nothing is changed, and only told what would be; true, if it is not given"),
            Map.entry("partition", "Of the dead-letter topic"),
            Map.entry("offset", "In the dead-letter topic"));

    private static final Map<String, Object> LETTER = ordered(
            "topic", "orders.dlq",
            "partition", 2,
            "offset", 17,
            "time", "2026-11-24T09:04:48.212Z",
            "state", "open",
            "type", "order.created",
            "key", "customer-123",
            "original", ordered("topic", "orders", "partition", 2, "offset", 4711),
            "reason", "an item's quantity is less than 1",
            "cause", "dev.sluice.event.EventRejected",
            "attempts", 1,
            "redrives", 0);
    private static final Map<String, Object> LINE =
            ordered("topic", "orders.dlq", "partition", 2, "offset", 17, "to", "orders", "result", "sent");
    private static final Map<String, Object> PURGE =
            ordered("dryRun", false, "partitions", List.of(ordered("partition", 2, "letters", 17, "before", 18)));

    private static final Map<String, Object> EXAMPLES = Map.of(
            PATH,
            ordered("letters", List.of(LETTER), "next", "orders.dlq-2-17"),
            PATH + "/{topic}/{partition}/{offset}",
            LETTER,
            PATH + "/{topic}/{partition}/{offset}/redrive",
            LINE,
            PATH + "/{topic}/{partition}/{offset}/discard",
            LETTER,
            PATH + "/redrive",
            LINE,
            PATH + "/purge",
            PURGE);

    private static final Set<DeadLetterProblem> OF_READERS =
            EnumSet.of(DeadLetterProblem.UNKNOWN, DeadLetterProblem.BUSY, DeadLetterProblem.TOO_MANY_MARKS);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(PATH)) {
                if (item.getGET() != null) {
                    complete(item.getGET(), path, OF_READERS);
                }
                if (item.getPOST() != null) {
                    complete(item.getPOST(), path, EnumSet.allOf(DeadLetterProblem.class));
                }
            }
        });
    }

    private static void complete(Operation operation, String path, Set<DeadLetterProblem> problems) {
        List<HttpProblem> examples = new ArrayList<>();
        problems.forEach(problem -> examples.add(problem.with(OperationDocs.DETAIL)));
        examples.add(KafkaFailures.unavailable(OperationDocs.DETAIL));
        OperationDocs.complete(operation, path, PARAMETERS, EXAMPLES.get(path), examples);
    }
}
