package dev.sluice.deadletter;

/** Kafka will never take one of the letters of a transaction. */
final class RedriveRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cause what Kafka says */
    RedriveRejectedException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
