package dev.sluice.ingress;

import dev.sluice.schema.json.Fault;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** The problems of an operation in OpenAPI, each with an example, under their statuses. */
final class ProblemResponses {

    private static final String MEDIA_TYPE = "application/problem+json";

    private ProblemResponses() {}

    static void add(Problem problem, APIResponses responses) {
        String status = Integer.toString(problem.status());
        APIResponse response = responses.getAPIResponse(status);
        if (response == null || response.getContent() == null) {
            response = OASFactory.createAPIResponse()
                    .description(problem.title())
                    .content(OASFactory.createContent().addMediaType(MEDIA_TYPE, problems()));
            responses.addAPIResponse(status, response);
        } else {
            response.setDescription(response.getDescription() + "; or: " + problem.title());
        }
        HttpProblem example = example(problem);
        response.getContent()
                .getMediaType(MEDIA_TYPE)
                .addExample(
                        example.getType().toString().substring(Problem.TYPE_PREFIX.length()),
                        OASFactory.createExample().value(members(example)));
        if (example.getHeaders().containsKey(HttpHeaders.RETRY_AFTER)) {
            response.addHeader(
                    HttpHeaders.RETRY_AFTER,
                    OASFactory.createHeader().description("Seconds").schema(EventTypesInOpenApi.string()));
        }
    }

    private static MediaType problems() {
        return OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref(EventTypesInOpenApi.SCHEMAS + "HttpProblem"));
    }

    private static HttpProblem example(Problem problem) {
        return switch (problem) {
            case INVALID -> Problem.invalid("order.created", List.of(new Fault("/items/0/quantity", "is required")));
            case OUTCOME_UNKNOWN -> problem.with("The event may have been written, or may still be");
            default -> problem.with("The event was not written");
        };
    }

    /** As they are written, in RFC 9457's order. */
    private static Map<String, Object> members(HttpProblem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", String.valueOf(problem.getType()));
        members.put("status", problem.getStatusCode());
        members.put("title", String.valueOf(problem.getTitle()));
        members.put("detail", String.valueOf(problem.getDetail()));
        members.put("instance", "/events/order.created");
        problem.getParameters().forEach((name, value) -> members.put(name, plain(value)));
        return members;
    }

    private static Object plain(Object value) {
        return value instanceof List<?> faults
                ? faults.stream()
                        .map(fault -> (Fault) fault)
                        .map(fault -> Map.of("pointer", fault.pointer(), "detail", fault.detail()))
                        .toList()
                : value;
    }
}
