package dev.sluice.ingress;

import dev.sluice.http.ProblemResponses;
import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of each event of a batch, in the batch's order. */
record BatchResults(List<Result> results) {

    static final String EXAMPLE = "{\"results\": [" + Result.EXAMPLE + "]}";

    /** Whether another attempt could do better for any of the events. */
    @Schema(hidden = true)
    boolean isRetryable() {
        return results.stream()
                .map(Result::problem)
                .anyMatch(problem -> problem != null && ProblemType.isRetryable(problem));
    }

    /** Of a batch that was written as a whole. */
    static BatchResults of(List<Receipt> receipts) {
        return new BatchResults(receipts.stream().map(Result::of).toList());
    }

    /**
     * @param status what a request with this event alone would have been answered with
     * @param receipt if the event was written
     * @param problem if it was not, or may not have been
     */
    record Result(
            int status,
            @Nullable Receipt receipt,
            @Schema(ref = ProblemResponses.SCHEMA) @Nullable HttpProblem problem) {

        static final String EXAMPLE = "{\"status\": 201, \"receipt\": " + Receipt.EXAMPLE + "}";

        static Result of(Receipt receipt) {
            return new Result(201, receipt, null);
        }

        static Result of(HttpProblem problem) {
            return new Result(problem.getStatusCode(), null, problem);
        }
    }
}
