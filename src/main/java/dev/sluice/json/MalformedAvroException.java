package dev.sluice.json;

/** Ends the reading of bytes of which nothing more can be told; the input has the fault. */
final class MalformedAvroException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedAvroException() {
        // Without a stack trace: it is caught where the reading began.
        super(null, null, false, false);
    }
}
