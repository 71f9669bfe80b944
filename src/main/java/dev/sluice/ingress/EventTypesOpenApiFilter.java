package dev.sluice.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.Parameters;
import dev.sluice.http.ProblemResponses;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.Examples;
import dev.sluice.json.JsonSchemas;
import dev.sluice.json.ValidationError;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds to the OpenAPI document: one operation for each publishable event type, with its schema and an example; the problems of
 * publishing; and the problems that every operation can return.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class EventTypesOpenApiFilter implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";
    /** The value of {@code quarkus.smallrye-openapi.security-scheme-name}. */
    private static final String TOKEN = "token";

    private static final String CREATED = "201";
    private static final String NOT_WRITTEN = "The event was not written";

    private static final Set<PublishProblem> OF_SEVERAL_EVENTS =
            Set.of(PublishProblem.ATOMIC_STREAM, PublishProblem.PREDECESSOR_NOT_WRITTEN);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        if (ConfigProvider.getConfig().getValue(ComponentSwitches.INGRESS, boolean.class)) {
            addEventTypes(document);
        }
        document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> addProblems(operation, method, path)));
    }

    private static void addEventTypes(OpenAPI document) {
        APIResponse created = document.getPaths()
                .getPathItem(PublishRequestHandler.PATH + "/{type}")
                .getPOST()
                .getResponses()
                .getAPIResponse(CREATED);
        for (EventType type : CDI.current().select(EventCatalog.class).get().types()) {
            if (type.publishable()) {
                JsonSchemas.definitions(type.schema(), SCHEMAS)
                        .properties()
                        .forEach(definition ->
                                document.getComponents().addSchema(definition.getKey(), schema(definition.getValue())));
                document.getPaths()
                        .addPathItem(
                                PublishRequestHandler.PATH + "/" + type.name(),
                                OASFactory.createPathItem().POST(operation(type, created)));
            }
        }
    }

    private static void addProblems(Operation operation, PathItem.HttpMethod method, String path) {
        ProblemResponses.add(
                operation,
                path,
                Parameters.invalid(
                        List.of(new Parameters.ParameterError("limit", "must be a whole number from 1 to 1000"))));
        if (method == PathItem.HttpMethod.POST && PublishRequestHandler.isPath(path)) {
            operation.addParameter(idempotencyKey());
            for (RequestProblem problem : RequestProblem.values()) {
                ProblemResponses.add(operation, path, problem.with(NOT_WRITTEN));
            }
            for (PublishProblem problem : PublishProblem.values()) {
                if (!OF_SEVERAL_EVENTS.contains(problem) || path.equals(PublishRequestHandler.PATH)) {
                    ProblemResponses.add(operation, path, example(problem));
                }
            }
        } else {
            ProblemResponses.add(
                    operation,
                    path,
                    RequestProblem.unauthenticated(false),
                    RequestProblem.FORBIDDEN.with("The caller has none of the roles that this endpoint requires"));
            if (path.equals(EventTypeResource.DESCRIPTION_PATH)) {
                ProblemResponses.add(operation, path, PublishProblem.unknownEventType());
            }
        }
    }

    private static HttpProblem example(PublishProblem problem) {
        return switch (problem) {
            case INVALID_CLOUD_EVENT ->
                PublishProblem.invalidCloudEvent(List.of(
                        new ValidationError("/id", "is required"),
                        new ValidationError("/time", "must be a time such as 2026-11-23T05:00:00Z (RFC 3339)")));
            case INVALID_EVENT ->
                PublishProblem.invalidEvent(
                        "parcel.created", List.of(new ValidationError("/items/0/quantity", "is required")));
            case OUTCOME_UNKNOWN ->
                problem.with("Kafka did not acknowledge the event; it may have been written or may still be written");
            default -> problem.with(NOT_WRITTEN);
        };
    }

    private static Operation operation(EventType type, APIResponse created) {
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
                .name(PublishRequestHandler.KEY_HEADER)
                .description(
                        "A key that is unique to the request. A repeat with the same key returns the first response and"
                                + " publishes nothing")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .minLength(1)
                        .maxLength(255)
                        .pattern("^[!-~]+$"));
    }

    /** Converts a JSON Schema, which OpenAPI 3.1 includes as it is, to OpenAPI's Java model. */
    private static Schema schema(JsonNode jsonSchema) {
        Schema schema = OASFactory.createSchema();
        for (Map.Entry<String, JsonNode> keyword : jsonSchema.properties()) {
            set(schema, keyword.getKey(), keyword.getValue());
        }
        return schema;
    }

    private static void set(Schema schema, String keyword, JsonNode value) {
        switch (keyword) {
            case "$ref" -> schema.setRef(value.asText());
            case "type" ->
                schema.addType(Schema.SchemaType.valueOf(value.asText().toUpperCase(Locale.ROOT)));
            case "items" -> schema.setItems(schema(value));
            case "anyOf" -> value.forEach(branch -> schema.addAnyOf(schema(branch)));
            case "properties" ->
                value.properties()
                        .forEach(property -> schema.addProperty(property.getKey(), schema(property.getValue())));
            case "additionalProperties" -> {
                if (value.isBoolean()) {
                    schema.setAdditionalPropertiesBoolean(value.booleanValue());
                } else {
                    schema.setAdditionalPropertiesSchema(schema(value));
                }
            }
            default -> schema.set(keyword, JSON.convertValue(value, Object.class));
        }
    }
}
