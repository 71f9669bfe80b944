package dev.sluice.ingress;

import dev.sluice.http.ProblemType;
import dev.sluice.json.ValidationError;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** The problem documents (RFC 9457) of publishing. */
enum PublishProblem {
    NO_KEY("invalid-idempotency-key", 400, "The Idempotency-Key is no key", false),
    ATOMIC_STREAM("atomic-stream", 400, "A stream cannot be published all or none", false),
    RESERVED("reserved-event-type", 403, "Only Sluice publishes this event type", false),
    UNKNOWN_TYPE("unknown-event-type", 404, "There is no such event type", false),
    KEY_IN_PROGRESS("idempotency-key-in-progress", 409, "The first request with this key has no answer yet", true),
    INVALID("invalid-event", 422, "The event is not valid", false),
    KEY_REUSED("idempotency-key-reused", 422, "The key came with another request before", false),
    RATE_LIMITED("rate-limited", 429, "The client publishes too many events", true),
    NO_IDEMPOTENCY("no-idempotency", 501, "Without a database there are no idempotency keys", false),
    SCHEMA_UNRESOLVED("schema-unresolved", 503, "The event type's schema is not resolved yet", true),
    NOT_WRITTEN("not-written", 503, "Kafka did not take the event", true),
    IDEMPOTENCY_UNAVAILABLE("idempotency-unavailable", 503, "The database of the keys does not answer in time", true),
    OUTCOME_UNKNOWN("outcome-unknown", 504, "Kafka did not answer in time", true);

    private static final String ERRORS = "errors";
    private static final int MAX_FAULTS = 100;
    private static final long RETRY_AFTER_SECONDS = 1;

    private final ProblemType type;

    PublishProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(
                name, status, title, retryable, status == 503 || status == 409 ? RETRY_AFTER_SECONDS : 0);
    }

    ProblemType type() {
        return type;
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }

    static HttpProblem rateLimited(long retryAfterSeconds) {
        return RATE_LIMITED
                .type
                .builder("Nothing was written")
                .withHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds)
                .build();
    }

    /** @param what it was meant to be */
    static HttpProblem invalid(String what, List<ValidationError> faults) {
        return INVALID.type
                .builder(
                        "This is no valid " + what + ": " + faults.size() + (faults.size() == 1 ? " fault" : " faults"))
                .with(ERRORS, faults)
                .build();
    }

    /**
     * Of a batch that is refused as a whole: of the kind that all its refused events have in common, or else invalid.
     *
     * @param faults by pointers into the batch
     */
    static HttpProblem refused(List<HttpProblem> problems, List<ValidationError> faults) {
        boolean alike = problems.stream().map(HttpProblem::getType).distinct().count() == 1;
        HttpProblem.Builder builder = alike ? HttpProblem.builder(problems.get(0)) : INVALID.type.builder("");
        return builder.withDetail(problems.size()
                        + (problems.size() == 1 ? " event is" : " events are")
                        + " refused, and so is the batch: nothing was written")
                .with(ERRORS, faults.stream().limit(MAX_FAULTS).toList())
                .build();
    }

    /** What a problem names as wrong. */
    @SuppressWarnings("unchecked")
    static List<ValidationError> faults(HttpProblem problem) {
        return (List<ValidationError>) problem.getParameters().getOrDefault(ERRORS, List.of());
    }
}
