package dev.sluice.processing;

/** A handler that did not return in time. */
final class HandlerTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HandlerTimeoutException() {
        super("the handler did not return in time", null, false, false);
    }
}
