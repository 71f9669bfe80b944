package dev.sluice.ingress;

import dev.sluice.problem.ProblemResponses;
import dev.sluice.schema.json.Fault;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** An example of each problem, for OpenAPI. */
final class ProblemExamples {

    private ProblemExamples() {}

    static void add(Problem problem, APIResponses responses) {
        ProblemResponses.add(of(problem), "/events/order.created", responses);
    }

    private static HttpProblem of(Problem problem) {
        return switch (problem) {
            case INVALID -> Problem.invalid("order.created", List.of(new Fault("/items/0/quantity", "is required")));
            case OUTCOME_UNKNOWN -> problem.with("The event may have been written, or may still be");
            default -> problem.with("The event was not written");
        };
    }
}
