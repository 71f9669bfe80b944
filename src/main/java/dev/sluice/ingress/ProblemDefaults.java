package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Gives the framework's own problems (no such path, method or media type) the members that all of ours have. */
@ApplicationScoped
class ProblemDefaults implements ProblemPostProcessor {

    private static final URI GENERIC = URI.create("about:blank");

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey(Problem.RETRYABLE)) {
            return problem;
        }
        return HttpProblem.builder(problem)
                .withType(problem.getType() == null ? GENERIC : problem.getType())
                .withDetail(problem.getDetail() == null ? problem.getTitle() : problem.getDetail())
                .with(Problem.RETRYABLE, problem.getStatusCode() >= 500)
                .build();
    }
}
