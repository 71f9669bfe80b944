package dev.sluice.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.event.EventCatalogFile;
import dev.sluice.event.EventType;
import dev.sluice.http.Parameters;
import dev.sluice.http.ProblemResponses;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.Examples;
import dev.sluice.json.JsonSchemas;
import dev.sluice.json.ValidationError;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds an operation for each event type that can be published, with the type's own schema and example, the problems of publishing,
 * and those of every operation.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class EventTypesInOpenApi implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";
    /** As {@code quarkus.smallrye-openapi.security-scheme-name} says. */
    private static final String TOKEN = "token";

    private static final String CREATED = "201";
    private static final String NOT_WRITTEN = "The event was not written";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        APIResponse created = document.getPaths()
                .getPathItem(EventsResource.PATH + "/{type}")
                .getPOST()
                .getResponses()
                .getAPIResponse(CREATED);
        for (EventType type : EventCatalogFile.catalog(Thread.currentThread().getContextClassLoader())
                .types()) {
            if (type.publishable()) {
                JsonSchemas.definitions(type.schema(), SCHEMAS)
                        .properties()
                        .forEach(definition -> document.getComponents()
                                .addSchema(definition.getKey(), OpenApiSchemas.of(definition.getValue())));
                document.getPaths()
                        .addPathItem(
                                "/events/" + type.name(),
                                OASFactory.createPathItem().POST(publish(type, created)));
            }
        }
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> complete(operation, method, path)));
    }

    private static void complete(Operation operation, PathItem.HttpMethod method, String path) {
        ProblemResponses.add(
                operation,
                path,
                Parameters.invalid(
                        List.of(new Parameters.ParameterError("limit", "must be a whole number from 1 to 1000"))));
        if (method == PathItem.HttpMethod.POST && EventsResource.isPath(path)) {
            operation.addParameter(idempotencyKey());
            for (RequestProblem problem : RequestProblem.values()) {
                ProblemResponses.add(operation, path, problem.with(NOT_WRITTEN));
            }
            for (PublishProblem problem : PublishProblem.values()) {
                if (problem != PublishProblem.ATOMIC_STREAM || path.equals(EventsResource.PATH)) {
                    ProblemResponses.add(operation, path, example(problem));
                }
            }
        } else {
            ProblemResponses.add(
                    operation,
                    path,
                    RequestProblem.unauthenticated(false),
                    RequestProblem.FORBIDDEN.with("The caller has none of the roles that this endpoint requires"));
        }
    }

    private static HttpProblem example(PublishProblem problem) {
        return switch (problem) {
            case INVALID ->
                PublishProblem.invalid(
                        "order.created", List.of(new ValidationError("/items/0/quantity", "is required")));
            case OUTCOME_UNKNOWN -> problem.with("The event may have been written, or may still be");
            default -> problem.with(NOT_WRITTEN);
        };
    }

    private static Operation publish(EventType type, APIResponse created) {
        JsonNode example = Examples.of(type.schema());
        return OASFactory.createOperation()
                .operationId("publish-" + type.name())
                .summary("Publish " + type.name() + " to " + type.topic())
                .description(type.schema().getDoc())
                .addTag("Events")
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        MediaType.APPLICATION_JSON,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref(SCHEMAS
                                                                + type.schema().getFullName()))
                                                .example(JSON.convertValue(example, Object.class)))
                                .addMediaType(EventEncoding.AVRO_JSON_TYPE, avro("Avro's JSON encoding of the event"))
                                .addMediaType(
                                        EventEncoding.AVRO_BINARY_TYPE, avro("Avro's binary encoding of the event"))))
                .responses(OASFactory.createAPIResponses().addAPIResponse(CREATED, created));
    }

    private static org.eclipse.microprofile.openapi.models.media.MediaType avro(String description) {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().description(description));
    }

    private static Parameter idempotencyKey() {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name(PublishRequestHandler.KEY)
                .description("With it a repeat of the request is answered as the first was, and publishes nothing")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .minLength(1)
                        .maxLength(255)
                        .pattern("^[!-~]+$"));
    }
}
