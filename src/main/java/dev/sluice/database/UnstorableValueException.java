package dev.sluice.database;

/** A value that PostgreSQL cannot hold. The message names the value and does not quote it. */
public final class UnstorableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the name of the value and the reason, such as "paid_at is outside of PostgreSQL's range" */
    public UnstorableValueException(String message) {
        super(message);
    }
}
