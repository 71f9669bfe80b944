package dev.sluice.projection;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Tells whose fault a failure to write is. */
final class DatabaseFailures {

    /**
     * The classes of SQLSTATE (PostgreSQL's documentation, appendix A) that say that a row is at fault: data exception,
     * integrity constraint violation, program limit exceeded.
     */
    private static final Set<String> OF_ROWS = Set.of("22", "23", "54");
    /** Two that write at the same time: the later one finds the row when it tries again. */
    private static final String UNIQUE_VIOLATION = "23505";

    private DatabaseFailures() {}

    /** Whether a row is at fault, and every further attempt would fail too. */
    static boolean isOfRow(Throwable thrown) {
        Throwable failure = failure(thrown);
        if (failure instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            return !state.equals(UNIQUE_VIOLATION) && OF_ROWS.contains(state.substring(0, Math.min(2, state.length())));
        }
        // What is no failure of a connection, nor of a service that ends, is one of the code that made a row.
        return failure instanceof RuntimeException
                && !(failure instanceof VertxException)
                && !(failure instanceof RejectedExecutionException);
    }

    /** Who waits for a result gets a checked exception, as those of connections are, wrapped in an unchecked one. */
    private static Throwable failure(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    /** What it is, without its message, which may quote a row. */
    static String describe(Throwable thrown) {
        Throwable failure = failure(thrown);
        return failure instanceof PgException refused
                ? "SQLSTATE " + refused.getSqlState()
                : failure.getClass().getName();
    }
}
