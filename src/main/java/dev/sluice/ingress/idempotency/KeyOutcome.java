package dev.sluice.ingress.idempotency;

/** What becomes of a request with a key. */
public sealed interface KeyOutcome {

    /**
     * It has its answer.
     *
     * @param replayed whether it is the answer to an earlier request, and nothing was published for this one
     */
    record Answered(StoredResponse answer, boolean replayed) implements KeyOutcome {}

    /** Nothing was published. */
    record Refused(Reason reason) implements KeyOutcome {}

    /** Why a request is refused. */
    enum Reason {
        /** The first request with the key has no answer yet, or its publisher crashed a moment ago. */
        IN_PROGRESS,
        /** The key came with another request before. */
        REUSED,
        /** The database does not answer in time. */
        UNAVAILABLE,
        /** There is no database. */
        NOT_CONFIGURED
    }
}
