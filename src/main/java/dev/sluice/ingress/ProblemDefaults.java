package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.jboss.logging.Logger;

/**
 * Gives the framework's own problems (no such path, method or media type) the members that all of ours have, and logs those
 * that nobody expected.
 */
@ApplicationScoped
class ProblemDefaults implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemDefaults.class);
    private static final URI GENERIC = URI.create("about:blank");

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey(Problem.RETRYABLE)) {
            return problem;
        }
        if (problem.getStatusCode() >= 500) {
            LOG.error("A request failed unexpectedly", context.cause);
        }
        return HttpProblem.builder(problem)
                .withType(problem.getType() == null ? GENERIC : problem.getType())
                .withDetail(problem.getDetail() == null ? problem.getTitle() : problem.getDetail())
                .with(Problem.RETRYABLE, problem.getStatusCode() >= 500)
                .build();
    }
}
