package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;

/** Counts publish requests that are rejected as a whole. A {@code @Singleton} like every post-processor of this library. */
@Singleton
class RejectedRequests implements ProblemPostProcessor {

    private final PublishMeters meters;

    RejectedRequests(PublishMeters meters) {
        this.meters = meters;
    }

    /** Runs after the problem has its final type. */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (EventsResource.isPath(context.path)) {
            meters.rejected(problem);
        }
        return problem;
    }
}
