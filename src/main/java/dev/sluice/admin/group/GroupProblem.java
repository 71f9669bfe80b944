package dev.sluice.admin.group;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The problem documents (RFC 9457) of this part of the API. */
enum GroupProblem {
    UNKNOWN("unknown-consumer-group", 404, "There is no such consumer group", false),
    OTHER_KIND("no-consumer-group", 409, "The group is of another kind", false),
    ACTIVE("consumer-group-active", 409, "The group has members", true),
    BUSY("too-many-readers", 503, "Too many requests look at groups", true),
    UNKNOWN_OUTCOME("reset-outcome-unknown", 504, "Kafka did not say whether it has reset the offsets", true);

    private static final long RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;

    GroupProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(name, status, title, retryable, retryable ? RETRY_AFTER_SECONDS : 0);
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }
}
