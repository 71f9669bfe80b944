package dev.sluice.projection;

/** A query has no answer, and why. Whether the same can have one later is the reason's to say. */
public final class ReadFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a query has no answer. */
    public enum Reason {
        /** No database is configured. */
        NOT_CONFIGURED,
        /** The database is away, too slow, or not migrated yet. */
        UNAVAILABLE,
        /** Too many queries run. */
        TOO_MANY_QUERIES,
        /** Too many queries wait for what is to be projected. */
        TOO_MANY_WAITING,
        /** What the query has to see was not projected in time. */
        BEHIND
    }

    ReadFailedException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
