package dev.sluice.admin.group;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The kinds of problem documents (RFC 9457) of the consumer-group endpoints. */
enum GroupProblem {
    UNKNOWN("unknown-consumer-group", 404, "Consumer group not found", false),
    NOT_CONSUMERS("no-consumer-group", 409, "Not a consumer group", false),
    ACTIVE("consumer-group-active", 409, "Consumer group has members", true),
    BUSY("too-many-readers", 503, "Too many concurrent consumer-group requests", true),
    UNKNOWN_OUTCOME("reset-outcome-unknown", 504, "Unknown offset reset outcome", true);

    private static final long RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;

    GroupProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(name, status, title, retryable, retryable ? RETRY_AFTER_SECONDS : 0);
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }
}
