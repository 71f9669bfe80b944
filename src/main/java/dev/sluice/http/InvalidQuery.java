package dev.sluice.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The problem of a request whose parameters are not valid. */
public final class InvalidQuery {

    private static final ProblemType TYPE =
            ProblemType.of("invalid-query", 400, "The request's parameters are not valid", false, 0);

    private InvalidQuery() {}

    /** What is wrong with a parameter. */
    @RegisterForReflection
    public record Fault(String parameter, String detail) {}

    /** Names all that is wrong. */
    public static HttpProblem of(List<Fault> faults) {
        return TYPE.builder(faults.size() + (faults.size() == 1 ? " parameter is" : " parameters are") + " not valid")
                .with("errors", List.copyOf(faults))
                .build();
    }
}
