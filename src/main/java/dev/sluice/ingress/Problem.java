package dev.sluice.ingress;

import dev.sluice.problem.ProblemType;
import dev.sluice.schema.json.Fault;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** The problem documents (RFC 9457) of publishing, and those of all of the API. */
enum Problem {
    MALFORMED("malformed-json", 400, "The body is no JSON", false),
    NO_KEY("invalid-idempotency-key", 400, "The Idempotency-Key is no key", false),
    ATOMIC_STREAM("atomic-stream", 400, "A stream cannot be published all or none", false),
    UNAUTHENTICATED("unauthenticated", 401, "A valid bearer token is required", false),
    FORBIDDEN("forbidden", 403, "The client may not do this", false),
    RESERVED("reserved-event-type", 403, "Only Sluice publishes this event type", false),
    UNKNOWN_TYPE("unknown-event-type", 404, "There is no such event type", false),
    TOO_SLOW("body-too-slow", 408, "The body did not come in time", true),
    KEY_IN_PROGRESS("idempotency-key-in-progress", 409, "The first request with this key has no answer yet", true),
    TOO_LARGE("event-too-large", 413, "The event is too large", false),
    INVALID("invalid-event", 422, "The event is not valid", false),
    KEY_REUSED("idempotency-key-reused", 422, "The key came with another request before", false),
    RATE_LIMITED("rate-limited", 429, "The client publishes too many events", true),
    NO_IDEMPOTENCY("no-idempotency", 501, "Without a database there are no idempotency keys", false),
    OVERLOADED("overloaded", 503, "Too many events wait for Kafka", true),
    SCHEMA_UNRESOLVED("schema-unresolved", 503, "The event type's schema is not resolved yet", true),
    TOKENS_UNVERIFIABLE("tokens-unverifiable", 503, "Tokens cannot be verified yet", true),
    NOT_WRITTEN("not-written", 503, "Kafka did not take the event", true),
    IDEMPOTENCY_UNAVAILABLE("idempotency-unavailable", 503, "The database of the keys does not answer in time", true),
    OUTCOME_UNKNOWN("outcome-unknown", 504, "Kafka did not answer in time", true);

    private static final String ERRORS = "errors";
    private static final int MAX_FAULTS = 100;
    private static final long RETRY_AFTER_SECONDS = 1;

    private final ProblemType type;

    Problem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(
                name, status, title, retryable, status == 503 || status == 409 ? RETRY_AFTER_SECONDS : 0);
    }

    ProblemType type() {
        return type;
    }

    HttpProblem with(String detail) {
        return type.with(detail);
    }

    /**
     * Its header {@code WWW-Authenticate} is that of RFC 6750, section 3.
     *
     * @param tokenRefused whether there was a token at all
     */
    static HttpProblem unauthenticated(boolean tokenRefused) {
        return tokenRefused
                ? UNAUTHENTICATED
                        .type
                        .builder("The token has expired, or is none that is accepted here")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
                        .build()
                : UNAUTHENTICATED
                        .type
                        .builder("This needs a token")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                        .build();
    }

    static HttpProblem rateLimited(long retryAfterSeconds) {
        return RATE_LIMITED
                .type
                .builder("Nothing was written")
                .withHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds)
                .build();
    }

    /** @param what it was meant to be */
    static HttpProblem invalid(String what, List<Fault> faults) {
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
    static HttpProblem refused(List<HttpProblem> problems, List<Fault> faults) {
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
    static List<Fault> faults(HttpProblem problem) {
        return (List<Fault>) problem.getParameters().getOrDefault(ERRORS, List.of());
    }
}
