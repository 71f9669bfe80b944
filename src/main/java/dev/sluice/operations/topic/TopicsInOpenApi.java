package dev.sluice.operations.topic;

import static dev.sluice.problem.OperationDocs.ordered;

import dev.sluice.kafka.KafkaFailures;
import dev.sluice.problem.OperationDocs;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Tells in OpenAPI what the parameters mean, and adds the problems and examples of answers. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class TopicsInOpenApi implements OASFilter {

    private static final String LIST = "/topics";
    private static final String ONE = LIST + "/{name}";

    private static final Map<String, String> PARAMETERS = Map.of(
            "name", "The topic's name",
            "limit", "The most topics, 1 to 1000; 100, if it is not given",
            "after", "The next of the page before");

    private static final Map<String, Object> DRIFT =
            ordered("detail", "orders has 3 partitions, not 6", "harmful", true, "applicable", true);
    private static final Map<String, Object> TOPIC = ordered(
            "name",
            "orders",
            "internal",
            false,
            "partitions",
            3,
            "replicationFactor",
            3,
            "declared",
            true,
            "drift",
            List.of(DRIFT));
    private static final Map<String, Object> PARTITION = ordered(
            "partition", 0,
            "leader", 1,
            "replicas", List.of(1, 2, 3),
            "isr", List.of(1, 2),
            "firstOffset", 0,
            "endOffset", 42,
            "records", 42);
    private static final Map<String, Object> DETAILS = ordered(
            "name",
            "orders",
            "internal",
            false,
            "partitionCount",
            3,
            "replicationFactor",
            3,
            "records",
            42,
            "declared",
            true,
            "drift",
            List.of(DRIFT),
            "config",
            ordered("min.insync.replicas", "2", "retention.ms", "-1"),
            "partitions",
            List.of(PARTITION));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.equals(LIST)) {
                OperationDocs.complete(
                        item.getGET(),
                        path,
                        PARAMETERS,
                        ordered("topics", List.of(TOPIC), "missing", List.of("inventory"), "next", "orders"),
                        List.of(KafkaFailures.unavailable(OperationDocs.DETAIL)));
            } else if (path.equals(ONE)) {
                OperationDocs.complete(
                        item.getGET(),
                        path,
                        PARAMETERS,
                        DETAILS,
                        List.of(
                                TopicReader.UNKNOWN.with(OperationDocs.DETAIL),
                                KafkaFailures.unavailable(OperationDocs.DETAIL)));
            }
        });
    }
}
