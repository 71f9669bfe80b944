package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;

/** An event that Kafka did not acknowledge. */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpProblem problem;

    PublishException(HttpProblem problem) {
        super(problem.getDetail(), null, false, false);
        this.problem = problem;
    }

    /** Returns whether the event may have been written. If not, it can be sent again without duplicating it. */
    public boolean isOutcomeUnknown() {
        return PublishProblem.OUTCOME_UNKNOWN.type().uri().equals(problem.getType());
    }

    /** Returns the problem document (RFC 9457) for a REST client. */
    public HttpProblem problem() {
        return problem;
    }
}
