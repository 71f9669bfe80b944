package dev.sluice.runtime;

import org.jspecify.annotations.Nullable;

/**
 * An exception as it may be logged: the classes and stacks of it and of its causes, without the messages. Those of parsers, codecs
 * and databases quote what they could not deal with, such as an event.
 */
public final class RedactedException extends Exception {

    private static final long serialVersionUID = 1;
    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 10;

    private RedactedException(Throwable failure, @Nullable RedactedException cause) {
        super(failure.getClass().getName(), cause);
        setStackTrace(failure.getStackTrace());
    }

    public static RedactedException of(Throwable failure) {
        return of(failure, MOST_CAUSES);
    }

    private static RedactedException of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        return new RedactedException(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }
}
