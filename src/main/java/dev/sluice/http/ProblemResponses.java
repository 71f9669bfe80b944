package dev.sluice.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** The problem responses of an operation in OpenAPI, each with an example. */
public final class ProblemResponses {

    /** A reference to the schema of all problem documents. */
    public static final String SCHEMA = "#/components/schemas/HttpProblem";

    /** The detail of the examples. */
    public static final String DETAIL = "A sentence that explains the problem";

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemResponses() {}

    /**
     * Adds problem responses to an operation. Problems with the same status share a response.
     *
     * @param path the path of the operation, used as the {@code instance} of the examples
     * @param examples one document of each type
     */
    public static void add(Operation operation, String path, HttpProblem... examples) {
        for (HttpProblem example : examples) {
            add(example, path, operation.getResponses());
        }
    }

    private static void add(HttpProblem example, String instance, APIResponses responses) {
        String status = Integer.toString(example.getStatusCode());
        String title = String.valueOf(example.getTitle());
        APIResponse response = responses.getAPIResponse(status);
        if (response == null || response.getContent() == null) {
            response = OASFactory.createAPIResponse()
                    .description(title)
                    .content(OASFactory.createContent().addMediaType(MEDIA_TYPE, problems()));
            responses.addAPIResponse(status, response);
        } else {
            response.setDescription(response.getDescription() + "; or: " + title);
        }
        response.getContent()
                .getMediaType(MEDIA_TYPE)
                .addExample(
                        ProblemType.name(example), OASFactory.createExample().value(members(example, instance)));
        if (example.getHeaders().containsKey(HttpHeaders.RETRY_AFTER)) {
            response.addHeader(
                    HttpHeaders.RETRY_AFTER,
                    OASFactory.createHeader()
                            .description("Seconds")
                            .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        }
    }

    private static MediaType problems() {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().ref(SCHEMA));
    }

    /** Returns the members of a document in the order of the JSON output. */
    private static Map<String, Object> members(HttpProblem problem, String instance) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", String.valueOf(problem.getType()));
        members.put("status", problem.getStatusCode());
        members.put("title", String.valueOf(problem.getTitle()));
        members.put("detail", String.valueOf(problem.getDetail()));
        members.put("instance", instance);
        problem.getParameters().forEach((name, value) -> members.put(name, JSON.convertValue(value, Object.class)));
        return members;
    }
}
