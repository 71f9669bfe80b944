package dev.sluice.deadletter;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The kinds of problem documents (RFC 9457) of the dead-letter endpoints. */
enum DeadLetterProblem {
    UNKNOWN("unknown-dead-letter", 404, "Dead letter not found", false),
    IN_PROGRESS("redrive-in-progress", 409, "Redrive in progress", true),
    TAKEN_OVER("redrive-taken-over", 409, "Redrive taken over by another replica", true),
    BUSY("too-many-readers", 503, "Too many concurrent dead-letter requests", true),
    NO_RESOLUTIONS_TOPIC("no-marks-topic", 503, "Resolutions topic missing or not compacted", false),
    TOO_MANY_RESOLUTIONS("too-many-marks", 503, "Too many unpurged resolutions", false);

    private static final long RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;

    DeadLetterProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(name, status, title, retryable, retryable ? RETRY_AFTER_SECONDS : 0);
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }
}
