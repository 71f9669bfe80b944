package dev.sluice.ingress;

import static dev.sluice.ingress.EventTypesInOpenApi.SCHEMAS;
import static dev.sluice.ingress.EventTypesInOpenApi.content;
import static dev.sluice.ingress.EventTypesInOpenApi.string;

import dev.sluice.problem.ProblemResponses;
import jakarta.ws.rs.core.MediaType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.resteasy.reactive.common.util.RestMediaType;

/** The operation for many events at once: as an array, or as lines. */
final class BatchInOpenApi {

    static final Map<String, Object> RECEIPT = Map.of(
            "id", "01a20ccc-f434-7ff3-9db2-869bb6f03f21",
            "type", "order.paid",
            "topic", "orders",
            "partition", 0,
            "offset", 42,
            "timestamp", "2026-11-24T09:04:48.212Z");

    private static final Map<String, Object> EVENT = Map.of(
            "type",
            "order.paid",
            "data",
            Map.of(
                    "orderId", "ord-789",
                    "customerId", "customer-123",
                    "amount", 89.97,
                    "timestamp", "2026-11-23T05:01:00Z"));
    private static final Map<String, Object> RESULT = Map.of("status", 201, "receipt", RECEIPT);
    private static final Map<String, Object> RESULTS = Map.of("results", List.of(RESULT));

    private BatchInOpenApi() {}

    static Operation operation() {
        APIResponses responses = OASFactory.createAPIResponses()
                .addAPIResponse("200", lines())
                .addAPIResponse("201", answer("All events are written: the answer with atomic=true"))
                .addAPIResponse("207", answer("What became of each event, in their order"));
        EnumSet.allOf(Problem.class).forEach(problem -> ProblemExamples.add(problem, responses));
        return OASFactory.createOperation()
                .operationId("publish-many")
                .summary("Publish many events, of any types")
                .description("Each for itself; with atomic=true all or none")
                .addTag("Events")
                .addParameter(OASFactory.createParameter()
                        .in(Parameter.In.QUERY)
                        .name("atomic")
                        .description("Whether all are written, and become visible, or none; not for lines")
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.BOOLEAN)
                                .defaultValue(false)))
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(content(
                                        MediaType.APPLICATION_JSON,
                                        OASFactory.createSchema()
                                                .addType(Schema.SchemaType.ARRAY)
                                                .items(event()),
                                        List.of(EVENT))
                                .addMediaType(
                                        RestMediaType.APPLICATION_NDJSON,
                                        OASFactory.createMediaType()
                                                .schema(event())
                                                .example(EVENT))))
                .responses(responses);
    }

    private static Schema event() {
        return object().addProperty("type", string())
                .addProperty("data", object().description("As POST /events/{type} takes it"))
                .addProperty("id", string().format("uuid").description("The event's id, if it is not to be made"))
                .required(List.of("type", "data"))
                .additionalPropertiesBoolean(false);
    }

    private static Schema result() {
        return object().addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("receipt", OASFactory.createSchema().ref(SCHEMAS + EventTypesInOpenApi.RECEIPT))
                .addProperty("problem", OASFactory.createSchema().ref(ProblemResponses.SCHEMA));
    }

    private static APIResponse answer(String description) {
        Schema results =
                OASFactory.createSchema().addType(Schema.SchemaType.ARRAY).items(result());
        return OASFactory.createAPIResponse()
                .description(description)
                .content(content(MediaType.APPLICATION_JSON, object().addProperty("results", results), RESULTS));
    }

    private static APIResponse lines() {
        return OASFactory.createAPIResponse()
                .description("A result for each line, in order, as they come")
                .content(content(RestMediaType.APPLICATION_NDJSON, result(), RESULT));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }
}
