package dev.sluice.http;

import dev.sluice.runtime.RedactedException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jspecify.annotations.Nullable;

/**
 * A post-processor that adds Sluice's members to problem documents of the framework (unknown path, unsupported method
 * or media type, unexpected errors), and logs unexpected errors.
 *
 * <p>A {@code @Singleton} because the framework keeps the instance when another application starts in the same process,
 * as in tests. A client proxy would look up its delegate in the container of the new application.
 */
@Singleton
class ProblemEnricher implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemEnricher.class);

    /** Runs before the processors that have the default priority: they read the complete problem. */
    @Override
    public int priority() {
        return 0;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (problem.getParameters().containsKey(ProblemType.RETRYABLE)) {
            return problem;
        }
        if (context.cause instanceof IOException) {
            // Only writing a response throws it.
            LOG.debug("Client disconnected before it received the response", context.cause);
        } else if (problem.getStatusCode() >= 500) {
            LOG.error("Request failed with an unexpected error", RedactedException.of(context.cause));
            LOG.debug("Request failed with an unexpected error", context.cause);
        }
        return problem.getStatusCode() == 403 ? forbidden(problem) : complete(problem, context);
    }

    private static HttpProblem forbidden(HttpProblem problem) {
        return HttpProblem.builder(
                        RequestProblem.FORBIDDEN.with("The caller has none of the roles that this endpoint requires"))
                .withInstance(problem.getInstance())
                .build();
    }

    private static HttpProblem complete(HttpProblem problem, ProblemContext context) {
        HttpProblem.Builder complete = HttpProblem.builder(problem)
                .withType(problem.getType() == null ? RequestProblem.GENERIC : problem.getType())
                .withDetail(detail(problem))
                .with(ProblemType.RETRYABLE, problem.getStatusCode() >= 500);
        if (context.cause instanceof NotAllowedException) {
            complete.withHeader(HttpHeaders.ALLOW, AllowedMethods.of(CurrentRequestManager.get()));
        }
        return complete.build();
    }

    private static @Nullable String detail(HttpProblem problem) {
        return switch (problem.getStatusCode()) {
            case 404 -> "There is no such path";
            case 405 -> "This path does not support the method of the request";
            case 406 -> "This path has no answer in a media type that the Accept header allows";
            case 415 ->
                "This path does not accept the Content-Type of the request, or its charset is not UTF-8; /q/openapi"
                        + " lists the accepted ones";
            default -> problem.getDetail() == null ? problem.getTitle() : problem.getDetail();
        };
    }
}
