package dev.sluice.deadletter;

/** Kafka will never take one of the letters of a transaction. */
final class LetterRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cause what Kafka says */
    LetterRefusedException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
