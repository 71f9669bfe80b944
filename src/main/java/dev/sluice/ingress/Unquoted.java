package dev.sluice.ingress;

import org.jspecify.annotations.Nullable;

/**
 * An exception as it may be logged: the classes and stacks of it and of its causes, without the messages. Those of parsers, codecs
 * and databases quote what they could not deal with, such as an event.
 */
final class Unquoted extends Exception {

    private static final long serialVersionUID = 1;
    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 10;

    private Unquoted(Throwable failure, @Nullable Unquoted cause) {
        super(failure.getClass().getName(), cause);
        setStackTrace(failure.getStackTrace());
    }

    static Unquoted of(Throwable failure) {
        return of(failure, MOST_CAUSES);
    }

    private static Unquoted of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        return new Unquoted(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }
}
