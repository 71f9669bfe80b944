package dev.sluice.ingress;

import dev.sluice.http.ProblemType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.ValidationError;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;

/** The problem documents (RFC 9457) of publishing. */
public enum PublishProblem {
    INVALID_CLOUD_EVENT("invalid-cloud-event", 400, "Invalid CloudEvent", false),
    INVALID_IDEMPOTENCY_KEY("invalid-idempotency-key", 400, "Invalid Idempotency-Key", false),
    ATOMIC_STREAM("atomic-stream", 400, "Atomic streams not supported", false),
    RESERVED_EVENT_TYPE("reserved-event-type", 403, "Reserved event type", false),
    UNKNOWN_EVENT_TYPE("unknown-event-type", 404, "Unknown event type", false),
    KEY_IN_PROGRESS("idempotency-key-in-progress", 409, "Idempotency-Key in progress", true),
    RESPONSE_NOT_STORED("idempotency-response-not-stored", 410, "Response not stored", false),
    INVALID_EVENT("invalid-event", 422, "Invalid event", false),
    KEY_REUSED("idempotency-key-reused", 422, "Idempotency-Key reused", false),
    KEY_QUOTA_EXCEEDED("idempotency-quota-exceeded", 429, "Idempotency-Key quota exceeded", true),
    TOO_MANY_STREAMS("too-many-streams", 429, "Too many streams", true),
    IDEMPOTENCY_NOT_CONFIGURED("no-idempotency", 501, "Idempotency-Key not supported", false),
    SCHEMA_UNRESOLVED("schema-unresolved", 503, "Schema not resolved yet", true),
    NOT_WRITTEN("not-written", 503, "Event not written", true),
    PREDECESSOR_NOT_WRITTEN("predecessor-not-written", 503, "Predecessor not written", true),
    IDEMPOTENCY_UNAVAILABLE("idempotency-unavailable", 503, "Idempotency-Key database unavailable", true),
    OUTCOME_UNKNOWN("outcome-unknown", 504, "Outcome unknown", true);

    private static final String ERRORS = "errors";
    private static final int MAX_ERRORS = 100;
    private static final long RETRY_AFTER_SECONDS = 1;

    private final ProblemType type;

    PublishProblem(String name, int status, String title, boolean retryable) {
        this.type =
                ProblemType.of(name, status, title, retryable, retryable && status != 504 ? RETRY_AFTER_SECONDS : 0);
    }

    ProblemType type() {
        return type;
    }

    /** Returns a document of this kind. */
    public HttpProblem with(String detail) {
        return type.with(detail);
    }

    public static HttpProblem unknownEventType() {
        return UNKNOWN_EVENT_TYPE.with("The event type does not exist; GET /event-types lists all event types");
    }

    /** Returns the problem of an event whose schema is not resolved. */
    public static HttpProblem schemaUnresolved() {
        return SCHEMA_UNRESOLVED.with(
                "The registry has not returned the id of the event type's schema, or has lost it; the event was not written");
    }

    /** Returns the problem of an event that was not written because an earlier one with its key was not. */
    public static HttpProblem predecessorNotWritten() {
        return PREDECESSOR_NOT_WRITTEN.with(
                "An earlier event of the request with the same key was not written, so this event was not"
                        + " written either; send both again, in this order");
    }

    /** Returns a 413 for a request with too many events. */
    public static HttpProblem tooManyEvents(int maxEvents) {
        return RequestProblem.TOO_LARGE.with("The request has more than " + maxEvents + " events; none was written");
    }

    /** Returns the problem of an event that does not match the schema of its type. */
    public static HttpProblem invalidEvent(String type, List<ValidationError> errors) {
        return invalid("The event is not a valid " + type, errors);
    }

    /** Returns the problem of an item of a batch or a stream that is not an object with a type and data. */
    public static HttpProblem invalidItem(List<ValidationError> errors) {
        return invalid("The item of the batch or stream is invalid", errors);
    }

    private static HttpProblem invalid(String detail, List<ValidationError> errors) {
        return INVALID_EVENT.withErrors(detail, errors);
    }

    /**
     * Returns the problem of a CloudEvent with faulty attributes.
     *
     * @param errors the errors of attributes and data: {@link ValidationError} or {@link dev.sluice.http.HeaderError}
     */
    public static HttpProblem invalidCloudEvent(List<?> errors) {
        return INVALID_CLOUD_EVENT.withErrors("The CloudEvent is invalid", errors);
    }

    private HttpProblem withErrors(String detail, List<?> errors) {
        return ProblemType.build(
                type.builder(detail + ": " + errors.size() + (errors.size() == 1 ? " error" : " errors"))
                        .with(ERRORS, errors));
    }

    /**
     * Returns the problem of a batch that is refused as a whole. It has the type of its events' problems if all of them have
     * the same, else it is {@link #INVALID_EVENT}.
     *
     * @param problems the problems of the refused events
     * @param errors all errors, with pointers into the batch
     */
    public static HttpProblem refusedBatch(List<HttpProblem> problems, List<ValidationError> errors) {
        boolean haveSameType =
                problems.stream().map(HttpProblem::getType).distinct().count() == 1;
        HttpProblem.Builder builder =
                haveSameType ? HttpProblem.builder(problems.get(0)) : INVALID_EVENT.type.builder("");
        return builder.withDetail("The batch was not written, because " + problems.size()
                        + (problems.size() == 1 ? " event is" : " events are") + " refused")
                .with(ERRORS, errors.stream().limit(MAX_ERRORS).toList())
                .build();
    }

    /** Returns the errors in the body that a problem lists. */
    public static List<ValidationError> errors(HttpProblem problem) {
        return problem.getParameters().get(ERRORS) instanceof List<?> errors
                ? errors.stream()
                        .filter(ValidationError.class::isInstance)
                        .map(ValidationError.class::cast)
                        .toList()
                : List.of();
    }
}
