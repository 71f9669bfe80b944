package dev.sluice.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** What OpenAPI tells of an operation besides what its method says. */
public final class OperationDocs {

    /** The detail of an example of a problem. */
    public static final String DETAIL = "What is wrong, in a sentence";

    private OperationDocs() {}

    /**
     * Adds what parameters mean, an example of the answer, and the problems.
     *
     * @param parameters what each means, by its name
     * @param example of the answer that is 200, if there is one
     * @param problems an example of each kind, but for the parameters that are not valid
     */
    public static void complete(
            Operation operation,
            String path,
            Map<String, String> parameters,
            @Nullable Object example,
            Collection<HttpProblem> problems) {
        Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of())
                .forEach(parameter -> parameter.setDescription(parameters.get(parameter.getName())));
        APIResponse ok = operation.getResponses().getAPIResponse("200");
        if (ok != null && ok.getContent() != null) {
            ok.getContent().getMediaTypes().values().forEach(media -> media.setExample(example));
        }
        ProblemResponses.add(
                InvalidQuery.of(List.of(new InvalidQuery.Fault("limit", "must be a whole number from 1 to 1000"))),
                path,
                operation.getResponses());
        problems.forEach(problem -> ProblemResponses.add(problem, path, operation.getResponses()));
    }

    /** An object of an example, with its members in the order in which they are written. */
    public static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return members;
    }
}
