package dev.sluice.deadletter;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The problem documents (RFC 9457) of this part of the API. */
enum DeadLetterProblem {
    UNKNOWN("unknown-dead-letter", 404, "There is no such dead letter", false),
    IN_PROGRESS("redrive-in-progress", 409, "Dead letters are being redriven already", true),
    TAKEN_OVER("redrive-taken-over", 409, "Another replica has taken over", true),
    BUSY("too-many-readers", 503, "Too many requests read dead letters", true),
    NO_MARKS("no-marks-topic", 503, "What is dealt with cannot be written down", false),
    TOO_MANY_MARKS("too-many-marks", 503, "Too many letters are dealt with and not purged", false);

    private static final long RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;

    DeadLetterProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(name, status, title, retryable, retryable ? RETRY_AFTER_SECONDS : 0);
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }
}
