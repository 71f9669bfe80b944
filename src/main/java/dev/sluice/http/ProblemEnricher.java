package dev.sluice.http;

import dev.sluice.runtime.RedactedException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import java.net.URI;
import org.jboss.logging.Logger;

/**
 * Completes the problem documents that the framework makes (unknown path, unsupported method or media type, unexpected errors) with
 * the members that every Sluice problem has, and logs unexpected errors.
 *
 * <p>A {@code @Singleton}, because the framework keeps the instance of an earlier application in this process, as in tests; a client
 * proxy would look up its delegate in the next application's container.
 */
@Singleton
class ProblemEnricher implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemEnricher.class);
    private static final URI GENERIC = URI.create("about:blank");

    /** Precedes post-processors with the default priority, which see the completed problem. */
    @Override
    public int priority() {
        return 0;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey(ProblemType.RETRYABLE)) {
            return problem;
        }
        if (problem.getStatusCode() >= 500) {
            LOG.error("Request failed unexpectedly", RedactedException.of(context.cause));
            LOG.debug("Request failed unexpectedly", context.cause);
        }
        return problem.getStatusCode() == 403 ? forbidden(problem) : completed(problem);
    }

    private static HttpProblem forbidden(HttpProblem problem) {
        return HttpProblem.builder(
                        RequestProblem.FORBIDDEN.with("The caller has none of the roles that this endpoint requires"))
                .withInstance(problem.getInstance())
                .build();
    }

    private static HttpProblem completed(HttpProblem problem) {
        return HttpProblem.builder(problem)
                .withType(problem.getType() == null ? GENERIC : problem.getType())
                .withDetail(problem.getDetail() == null ? problem.getTitle() : problem.getDetail())
                .with(ProblemType.RETRYABLE, problem.getStatusCode() >= 500)
                .build();
    }
}
