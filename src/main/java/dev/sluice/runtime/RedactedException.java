package dev.sluice.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A copy of an exception that is safe to log: class names and stack traces of the exception and its causes, without
 * their messages. The messages of parsers, codecs and databases can quote an event.
 */
public final class RedactedException extends Exception {

    private static final long serialVersionUID = 1;
    /** The maximum number of causes, because a chain of causes can be circular. */
    private static final int MAX_CAUSES = 10;

    private RedactedException(Throwable failure, @Nullable RedactedException cause) {
        super(failure.getClass().getName(), cause);
        setStackTrace(failure.getStackTrace());
    }

    /** Returns a redacted copy of an exception and its causes. */
    public static RedactedException of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    private static RedactedException of(Throwable failure, int maxCauses) {
        Throwable cause = failure.getCause();
        return new RedactedException(failure, cause == null || maxCauses == 0 ? null : of(cause, maxCauses - 1));
    }
}
