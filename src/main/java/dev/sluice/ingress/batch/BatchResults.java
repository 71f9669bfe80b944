package dev.sluice.ingress.batch;

import dev.sluice.http.ProblemType;
import dev.sluice.ingress.EventResult;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The results of the events of a batch, in the order of the batch. */
public record BatchResults(List<EventResult> results) {

    /** An example for OpenAPI. */
    static final String EXAMPLE = "{\"results\": [" + EventResult.EXAMPLE + "]}";

    /** Returns whether a repeat of the request could publish an event that has failed. */
    @Schema(hidden = true)
    public boolean isRetryable() {
        return results.stream()
                .map(EventResult::problem)
                .anyMatch(problem -> problem != null && ProblemType.isRetryable(problem));
    }
}
