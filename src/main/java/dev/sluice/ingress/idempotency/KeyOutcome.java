package dev.sluice.ingress.idempotency;

/** The outcome of a request with an idempotency key. */
public sealed interface KeyOutcome {

    /**
     * The request has a response.
     *
     * @param replayed whether the response belongs to an earlier request and nothing was published for this one
     */
    record Completed(StoredResponse response, boolean replayed) implements KeyOutcome {}

    /** The request was refused, and nothing was published. */
    record Refused(Reason reason) implements KeyOutcome {}

    /** The reason for a refusal. */
    enum Reason {
        /** The first request with the key has no response yet, or its process crashed a moment ago. */
        IN_PROGRESS,
        /** The key was sent with a different request before. */
        REUSED,
        /** The database is unavailable or does not respond in time, or too many requests wait for it. */
        UNAVAILABLE,
        /** The caller's keys and responses take more storage than its quota. */
        QUOTA_EXCEEDED,
        /** The first request with the key was published, but its response was too large to store. */
        RESPONSE_NOT_STORED,
        /** No database is configured. */
        NOT_CONFIGURED
    }
}
