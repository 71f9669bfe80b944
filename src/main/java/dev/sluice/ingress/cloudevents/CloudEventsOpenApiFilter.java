package dev.sluice.ingress.cloudevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.ingress.EventEncoding;
import dev.sluice.ingress.PublishRequestHandler;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds CloudEvents to the operations that publish: the media types of structured and batched mode with an example, and the headers of
 * binary mode. Runs after the filter that adds the operation of each event type.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST, priority = 0)
public class CloudEventsOpenApiFilter implements OASFilter {

    private static final String SCHEMA = "CloudEvent";
    /** The status of a response with the result of each event. */
    private static final String RESULTS = "207";

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String OF_A_TYPE = PublishRequestHandler.PATH + "/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The attributes in binary mode, with a description of each. */
    private static final Map<String, String> HEADERS = headers();

    private static final String EXAMPLE = """
            {"specversion": "1.0", "id": "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "source": "https://example.com/desk/1",
             "type": "parcel.paid", "time": "2026-11-23T05:01:00Z",
             "data": {"parcelId": "parcel-789", "senderId": "sender-123", "amount": 89.97,
                      "timestamp": "2026-11-23T05:01:00Z"}}""";

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce-specversion", "1.0. This header or ce-type makes the body the data of a CloudEvent");
        headers.put(
                "ce-id",
                "A UUID is the event id; any other id and the source become one. Required with ce-specversion");
        headers.put("ce-source", "A URI reference. Required with ce-specversion");
        headers.put("ce-type", "The event type. Required with ce-specversion");
        headers.put("ce-subject", "Kept as a header of the record");
        headers.put("ce-time", "A time as in RFC 3339, kept as a header of the record");
        headers.put("ce-dataschema", "An absolute URI, kept as a header of the record");
        headers.put("ce-partitionkey", "Must equal the key of the event");
        headers.put("ce-causationid", "The id of the event that this one results from, a UUID");
        headers.put("ce-traceparent", "The trace of the event (W3C Trace Context)");
        headers.put("ce-tracestate", "Given only with ce-traceparent");
        return headers;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        var events = document.getPaths().getPathItem(PublishRequestHandler.PATH);
        if (events == null || events.getPOST() == null) {
            return;
        }
        List<Parameter> batchParameters = events.getPOST().getParameters().stream()
                .filter(parameter -> parameter.getIn() == Parameter.In.QUERY)
                .toList();
        APIResponse results = events.getPOST().getResponses().getAPIResponse(RESULTS);
        document.getComponents().addSchema(SCHEMA, schema());
        HEADERS.forEach((name, description) -> document.getComponents().addParameter(name, header(name, description)));
        document.getPaths().getPathItems().forEach((path, item) -> {
            Operation operation = item.getPOST();
            if (operation == null) {
                return;
            }
            if (path.equals(PublishRequestHandler.PATH)) {
                add(operation, ref(SCHEMA), example(EXAMPLE));
                addReceipt(operation);
            } else if (path.startsWith(OF_A_TYPE)) {
                addToType(operation, path.substring(OF_A_TYPE.length()));
                batchParameters.forEach(operation::addParameter);
                operation.getResponses().addAPIResponse(RESULTS, results);
            }
        });
    }

    private static void addToType(Operation operation, String type) {
        if (operation.getRequestBody() == null) {
            addToAnyType(operation);
            return;
        }
        var json = operation.getRequestBody().getContent().getMediaType(MediaType.APPLICATION_JSON);
        Map<String, Object> example = example(EXAMPLE);
        example.put("type", type);
        example.put("data", json.getExample());
        Schema schema = OASFactory.createSchema()
                .addAllOf(ref(SCHEMA))
                .addAllOf(OASFactory.createSchema()
                        .addProperty("type", OASFactory.createSchema().addEnumeration(type))
                        .addProperty("data", json.getSchema()));
        add(operation, schema, example);
    }

    /** Adds the body of the operation with the type as a parameter, which the resource method does not declare. */
    private static void addToAnyType(Operation operation) {
        Content content = OASFactory.createContent();
        for (String encoding :
                List.of(MediaType.APPLICATION_JSON, EventEncoding.AVRO_JSON_TYPE, EventEncoding.AVRO_BINARY_TYPE)) {
            content.addMediaType(encoding, data("The event, as the operation of its type describes it"));
        }
        operation.setRequestBody(OASFactory.createRequestBody().required(true).content(content));
        add(operation, ref(SCHEMA), example(EXAMPLE));
    }

    private static org.eclipse.microprofile.openapi.models.media.MediaType data(String description) {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().description(description));
    }

    private static void add(Operation operation, Schema schema, Map<String, Object> example) {
        Content content = operation.getRequestBody().getContent();
        content.addMediaType(
                JsonFormat.MEDIA_TYPE,
                OASFactory.createMediaType().schema(schema).example(example));
        content.addMediaType(
                JsonFormat.BATCH_MEDIA_TYPE,
                OASFactory.createMediaType()
                        .schema(OASFactory.createSchema()
                                .addType(SchemaType.ARRAY)
                                .items(schema))
                        .example(List.of(example)));
        HEADERS.keySet()
                .forEach(name ->
                        operation.addParameter(OASFactory.createParameter().ref(name)));
    }

    private static Parameter header(String name, String description) {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name(name)
                .description("Attribute of a CloudEvent in binary mode: " + description)
                .schema(text());
    }

    /** Adds the receipt of a single CloudEvent to the response with status 201, and the encodings of its data. */
    private static void addReceipt(Operation operation) {
        var created = operation.getResponses().getAPIResponse("201");
        created.setDescription(created.getDescription() + "; to a single CloudEvent: all in-sync replicas have it");
        var content = created.getContent().getMediaType(MediaType.APPLICATION_JSON);
        content.setSchema(
                OASFactory.createSchema().addAnyOf(content.getSchema()).addAnyOf(ref("Receipt")));
        for (String avro : List.of(EventEncoding.AVRO_JSON_TYPE, EventEncoding.AVRO_BINARY_TYPE)) {
            operation.getRequestBody().getContent().addMediaType(avro, data("The data of a CloudEvent in binary mode"));
        }
    }

    private static Schema schema() {
        Schema schema = OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("CloudEvents 1.0.2 in the JSON event format. Other members are extension attributes")
                .required(List.of("specversion", "id", "source", "type"))
                .addProperty("specversion", text().addEnumeration("1.0"))
                .addProperty("id", text().minLength(1))
                .addProperty("source", text().minLength(1).format("uri-reference"))
                .addProperty("type", text().minLength(1))
                .addProperty("subject", text().minLength(1))
                .addProperty("time", text().format("date-time"))
                .addProperty(
                        "datacontenttype", text().description("The encoding of the data: " + EventEncoding.MEDIA_TYPES))
                .addProperty("dataschema", text().format("uri"))
                .addProperty("data", OASFactory.createSchema().description("The event as JSON"))
                .addProperty(
                        "data_base64",
                        text().description("The event as bytes, instead of data")
                                .format("byte"));
        return schema.additionalPropertiesSchema(OASFactory.createSchema()
                .addType(SchemaType.STRING)
                .addType(SchemaType.BOOLEAN)
                .addType(SchemaType.INTEGER));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static Schema ref(String name) {
        return OASFactory.createSchema().ref(SCHEMAS + name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> example(String json) {
        try {
            return JSON.readValue(json, LinkedHashMap.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the example is not JSON", e);
        }
    }
}
