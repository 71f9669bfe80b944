package dev.sluice.projection;

import dev.sluice.database.UnstorableValueException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** The classification of database failures: a faulty row, an outage, or an error of this code. */
final class DatabaseFailures {

    /**
     * The classes of SQLSTATE (PostgreSQL's documentation, appendix A) for a faulty row: data exception, integrity
     * constraint violation, program limit exceeded.
     */
    private static final Set<String> ROW_CLASSES = Set.of("22", "23", "54");
    /** Two transactions inserted the same row at the same time. A retry of the later one finds the row. */
    private static final String UNIQUE_VIOLATION = "23505";
    /** Exceptions of code that cannot turn an event into a row. */
    private static final List<Class<? extends RuntimeException>> CODE_FAILURES = List.of(
            ArithmeticException.class,
            ClassCastException.class,
            DateTimeException.class,
            IllegalArgumentException.class,
            IndexOutOfBoundsException.class,
            NullPointerException.class,
            UnstorableValueException.class);

    private DatabaseFailures() {}

    /** Returns whether a row is faulty, so that every retry would fail, too. */
    static boolean isOfRow(Throwable failure) {
        if (failure instanceof PgException error) {
            String state = String.valueOf(error.getSqlState());
            return !state.equals(UNIQUE_VIOLATION)
                    && ROW_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
        }
        return CODE_FAILURES.stream().anyMatch(type -> type.isInstance(failure));
    }

    /**
     * Returns whether a query failed because the database is unavailable, overloaded or slow, so that a retry may
     * succeed. The other failures are errors of the query: data exception, syntax error or access rule violation.
     */
    static boolean isOutage(Throwable failure) {
        if (failure instanceof PgException error) {
            String state = String.valueOf(error.getSqlState());
            return !state.startsWith("22") && !state.startsWith("42");
        }
        return failure instanceof TimeoutException
                || failure instanceof VertxException
                || !(failure instanceof RuntimeException);
    }

    /** Returns the SQLSTATE or class of a failure. Messages that may quote a row are left out. */
    static String describe(Throwable thrown) {
        // Mutiny wraps checked exceptions, such as that of a refused connection, for the thread that awaits a result.
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof PgException error) {
            return "SQLSTATE " + error.getSqlState();
        }
        return failure instanceof UnstorableValueException unstorable
                ? String.valueOf(unstorable.getMessage())
                : failure.getClass().getName();
    }
}
