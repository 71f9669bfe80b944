package dev.sluice.example.orders.query;

import dev.sluice.http.ProblemType;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The problem documents (RFC 9457) of queries of orders. */
enum OrderProblem {
    UNKNOWN("unknown-order", 404, "Unknown order", false),
    AMBIGUOUS("ambiguous-order", 409, "Ambiguous order id", false),
    UNAVAILABLE("orders-unavailable", 503, "Orders unavailable", true),
    /** The same type, but a retry cannot succeed. */
    NO_DATABASE("orders-unavailable", 503, "Orders unavailable", false),
    TOO_MANY_QUERIES("too-many-queries", 503, "Too many queries", true),
    TOO_MANY_WAITING("too-many-waiting", 503, "Too many waiting queries", true),
    BEHIND("projection-behind", 504, "Projection behind", true);

    private static final long RETRY_AFTER_SECONDS = 1;

    private final ProblemType type;

    OrderProblem(String name, int status, String title, boolean retryable) {
        this.type =
                ProblemType.of(name, status, title, retryable, retryable && status == 503 ? RETRY_AFTER_SECONDS : 0);
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }

    static HttpProblem of(ReadFailedException failure) {
        OrderProblem problem =
                switch (failure.reason()) {
                    case NOT_CONFIGURED -> NO_DATABASE;
                    case UNAVAILABLE -> UNAVAILABLE;
                    case TOO_MANY_QUERIES -> TOO_MANY_QUERIES;
                    case TOO_MANY_WAITING -> TOO_MANY_WAITING;
                    case BEHIND -> BEHIND;
                };
        return problem.with(String.valueOf(failure.getMessage()));
    }
}
