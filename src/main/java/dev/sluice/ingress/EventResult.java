package dev.sluice.ingress;

import dev.sluice.http.ProblemResponses;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The result of one event of a batch or a stream.
 *
 * @param status the HTTP status that a request with this event alone would have returned
 * @param receipt the receipt of an event that was written, else null
 * @param problem the problem of an event that was not written or may not have been, else null
 */
@Schema(name = "Result")
public record EventResult(
        int status,
        @Nullable Receipt receipt,
        @Schema(ref = ProblemResponses.SCHEMA) @Nullable HttpProblem problem) {

    /** An example for OpenAPI. */
    public static final String EXAMPLE = "{\"status\": 201, \"receipt\": " + Receipt.EXAMPLE + "}";

    private static final int CREATED = 201;

    /** Returns the result of an event that was written. */
    public static EventResult of(Receipt receipt) {
        return new EventResult(CREATED, receipt, null);
    }

    /** Returns the result of an event that was not written or may not have been. */
    public static EventResult of(HttpProblem problem) {
        return new EventResult(problem.getStatusCode(), null, problem);
    }
}
