package dev.sluice.ingress;

import dev.sluice.problem.ProblemType;
import dev.sluice.security.IdentityProviderUnavailableException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import java.net.URI;
import org.jboss.logging.Logger;

/**
 * Gives the framework's own problems (no token, no such path, method or media type) the members that all of ours have, and
 * logs those that nobody expected. Counts those of publishing.
 *
 * <p>Without a proxy: the framework keeps that of an application that ran in this process before, as tests do, and would ask
 * the next one's container for what it needs.
 */
@Singleton
class ProblemDefaults implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemDefaults.class);
    private static final URI GENERIC = URI.create("about:blank");

    private final PublishMeters meters;

    ProblemDefaults(PublishMeters meters) {
        this.meters = meters;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        HttpProblem whole = complete(problem, context);
        if (EventsResource.isPath(context.path)) {
            meters.rejected(whole);
        }
        return whole;
    }

    private static HttpProblem complete(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey(ProblemType.RETRYABLE)) {
            return problem;
        }
        if (context.cause instanceof IdentityProviderUnavailableException) {
            return at(problem, Problem.TOKENS_UNVERIFIABLE.with("The identity provider has not told its keys yet"));
        }
        if (problem.getStatusCode() >= 500) {
            LOG.error("A request failed unexpectedly", Unquoted.of(context.cause));
            LOG.debug("It failed so", context.cause);
        }
        return switch (problem.getStatusCode()) {
            case 403 -> at(problem, Problem.FORBIDDEN.with("No group of the client allows this"));
            default -> completed(problem);
        };
    }

    private static HttpProblem at(HttpProblem problem, HttpProblem ours) {
        return HttpProblem.builder(ours).withInstance(problem.getInstance()).build();
    }

    private static HttpProblem completed(HttpProblem problem) {
        return HttpProblem.builder(problem)
                .withType(problem.getType() == null ? GENERIC : problem.getType())
                .withDetail(problem.getDetail() == null ? problem.getTitle() : problem.getDetail())
                .with(ProblemType.RETRYABLE, problem.getStatusCode() >= 500)
                .build();
    }
}
