package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;

/** Counts publish requests that are rejected as a whole. Runs last, by its default priority, when the problem has its type. */
@Singleton
class RejectedRequests implements ProblemPostProcessor {

    private final PublishMeters meters;

    RejectedRequests(PublishMeters meters) {
        this.meters = meters;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        if (EventsResource.isPath(context.path)) {
            meters.rejected(problem);
        }
        return problem;
    }
}
