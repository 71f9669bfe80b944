package dev.sluice.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.event.EventCatalogResource;
import dev.sluice.event.EventType;
import dev.sluice.schema.json.Examples;
import dev.sluice.schema.json.JsonSchemas;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jspecify.annotations.Nullable;

/** Adds an operation for each event type that can be published, with the type's own schema and example. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class EventTypesInOpenApi implements OASFilter {

    static final String SCHEMAS = "#/components/schemas/";
    static final String RECEIPT = "Receipt";
    /** As {@code quarkus.smallrye-openapi.security-scheme-name} says. */
    private static final String TOKEN = "token";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(Operation::getResponses)
                .forEach(responses -> List.of(Problem.UNAUTHENTICATED, Problem.FORBIDDEN)
                        .forEach(problem -> ProblemExamples.add(problem, responses)));
        for (EventType type : EventCatalogResource.catalog(
                        Thread.currentThread().getContextClassLoader())
                .types()) {
            if (type.publishable()) {
                JsonSchemas.definitions(type.schema(), SCHEMAS)
                        .properties()
                        .forEach(definition -> document.getComponents()
                                .addSchema(definition.getKey(), OpenApiSchemas.of(definition.getValue())));
                document.getPaths()
                        .addPathItem(
                                "/events/" + type.name(),
                                OASFactory.createPathItem().POST(publish(type)));
            }
        }
        document.getComponents().addSchema(RECEIPT, receipt());
        document.getPaths().getPathItem("/events").setPOST(BatchInOpenApi.operation());
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith("/events") && item.getPOST() != null) {
                item.getPOST().addParameter(idempotencyKey());
            }
        });
    }

    private static Operation publish(EventType type) {
        JsonNode example = Examples.of(type.schema());
        return OASFactory.createOperation()
                .operationId("publish-" + type.name())
                .summary("Publish " + type.name() + " to " + type.topic())
                .description(type.schema().getDoc())
                .addTag("Events")
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(content(
                                        MediaType.APPLICATION_JSON,
                                        OASFactory.createSchema()
                                                .ref(SCHEMAS + type.schema().getFullName()),
                                        JSON.convertValue(example, Object.class))
                                .addMediaType(EventEncoding.AVRO_JSON_TYPE, avro("Avro's JSON encoding of the event"))
                                .addMediaType(
                                        EventEncoding.AVRO_BINARY_TYPE, avro("Avro's binary encoding of the event"))))
                .responses(responses());
    }

    private static org.eclipse.microprofile.openapi.models.media.MediaType avro(String description) {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().description(description));
    }

    private static Parameter idempotencyKey() {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name(PublishRequests.KEY)
                .description("With it a repeat of the request is answered as the first was, and publishes nothing")
                .schema(string().minLength(1).maxLength(255).pattern("^[!-~]+$"));
    }

    private static APIResponses responses() {
        APIResponses responses = OASFactory.createAPIResponses()
                .addAPIResponse(
                        "201",
                        OASFactory.createAPIResponse()
                                .description("All in-sync replicas have the event")
                                .content(content(
                                        MediaType.APPLICATION_JSON,
                                        OASFactory.createSchema().ref(SCHEMAS + RECEIPT),
                                        BatchInOpenApi.RECEIPT)));
        EnumSet.complementOf(EnumSet.of(Problem.ATOMIC_STREAM))
                .forEach(problem -> ProblemExamples.add(problem, responses));
        return responses;
    }

    static Content content(String mediaType, Schema schema, @Nullable Object example) {
        return OASFactory.createContent()
                .addMediaType(
                        mediaType, OASFactory.createMediaType().schema(schema).example(example));
    }

    private static Schema receipt() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("id", string().format("uuid"))
                .addProperty("type", string())
                .addProperty("topic", string())
                .addProperty("partition", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("offset", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("timestamp", string().format("date-time"));
    }

    static Schema string() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
