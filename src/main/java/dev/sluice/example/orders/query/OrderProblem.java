package dev.sluice.example.orders.query;

import dev.sluice.http.Parameters;
import dev.sluice.http.Parameters.ParameterError;
import dev.sluice.http.ProblemType;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;

/** The problem documents (RFC 9457) of queries of orders. */
enum OrderProblem {
    UNKNOWN("unknown-order", 404, "Unknown order", false),
    AMBIGUOUS("ambiguous-order", 409, "Ambiguous order id", false),
    UNAVAILABLE("orders-unavailable", 503, "Orders unavailable", true),
    /** The same type, but a retry cannot succeed. */
    NO_DATABASE("orders-unavailable", 503, "Orders unavailable", false),
    TOO_MANY_QUERIES("too-many-queries", 503, "Too many queries", true),
    TOO_MANY_WAITING("too-many-waiting", 503, "Too many waiting queries", true),
    BEHIND("projection-behind", 504, "Projection behind", true),
    GONE("position-gone", 410, "Position gone", false);

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
        String detail = String.valueOf(failure.getMessage());
        return switch (failure.reason()) {
            case NOT_CONFIGURED -> NO_DATABASE.with(detail);
            case UNAVAILABLE -> UNAVAILABLE.with(detail);
            case TOO_MANY_QUERIES -> TOO_MANY_QUERIES.with(detail);
            case TOO_MANY_WAITING -> TOO_MANY_WAITING.with(detail);
            case BEHIND -> BEHIND.with(detail);
            case NO_SUCH_PARTITION -> Parameters.invalid(List.of(new ParameterError(OrderParameters.AT_LEAST, detail)));
            case GONE -> GONE.with(detail);
        };
    }
}
