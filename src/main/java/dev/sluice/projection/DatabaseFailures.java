package dev.sluice.projection;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Tells whose fault a failure of the database is. */
final class DatabaseFailures {

    /**
     * The classes of SQLSTATE (PostgreSQL's documentation, appendix A) that say that a row is at fault: data exception,
     * integrity constraint violation, program limit exceeded.
     */
    private static final Set<String> OF_ROWS = Set.of("22", "23", "54");
    /** Two that write at the same time: the later one finds the row when it tries again. */
    private static final String UNIQUE_VIOLATION = "23505";
    /** What code throws that cannot make a row of an event. */
    private static final List<Class<? extends RuntimeException>> OF_CODE = List.of(
            ArithmeticException.class,
            ClassCastException.class,
            DateTimeException.class,
            IllegalArgumentException.class,
            IndexOutOfBoundsException.class,
            NullPointerException.class);

    private DatabaseFailures() {}

    /** Whether a row is at fault, and every further attempt would fail too. */
    static boolean isOfRow(Throwable failure) {
        if (failure instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            return !state.equals(UNIQUE_VIOLATION) && OF_ROWS.contains(state.substring(0, Math.min(2, state.length())));
        }
        return OF_CODE.stream().anyMatch(type -> type.isInstance(failure));
    }

    /**
     * Whether a query failed because the database is away, too slow or in trouble, and another attempt may succeed. The
     * rest are faults of the query: data exception, or access rule and syntax.
     */
    static boolean isOutage(Throwable failure) {
        if (failure instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            return !state.startsWith("22") && !state.startsWith("42");
        }
        return failure instanceof TimeoutException
                || failure instanceof VertxException
                || !(failure instanceof RuntimeException);
    }

    /** What it is, without its message, which may quote a row. */
    static String describe(Throwable thrown) {
        // Who waits for a result gets a checked exception, such as that of a refused connection, in a runtime
        // exception.
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return failure instanceof PgException refused
                ? "SQLSTATE " + refused.getSqlState()
                : failure.getClass().getName();
    }
}
