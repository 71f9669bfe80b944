package dev.sluice.database;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The connections of the pool. All statements go through it: a connection whose session can no longer do its work is closed
 * instead of returned to the pool, so that the next statement gets a new session. Safe for any thread; nothing blocks.
 */
public final class Connections {

    private static final Logger LOG = Logger.getLogger(Connections.class);

    /**
     * The beginnings of SQLSTATEs (PostgreSQL's documentation, appendix A) after which another session may succeed where
     * this one keeps failing: connection exceptions (08); statements whose plan no longer fits their tables (0A000);
     * invalid transaction states, such as a session that is still read-only after a switch-over (25); statements that the
     * client has prepared and the session does not know, or has already (26, 42P05); operator intervention that ends
     * sessions (57P); errors of the system and internal errors of the session's process (58, XX). Not among them are
     * failures of the statement, such as a deadlock or a cancellation, and exhausted resources (53), which a new session
     * would need as well.
     */
    private static final List<String> CONDEMNED = List.of("08", "0A000", "25", "26", "42P05", "57P", "58", "XX");

    /** Closing is local; the limit only matters if the connection's event loop is busy. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Pool pool;

    /** @param pool the pool, which nothing else uses */
    public Connections(Pool pool) {
        this.pool = pool;
    }

    /** Executes a statement. The result fails with the client's exception. */
    public Uni<RowSet<Row>> execute(String sql, Tuple values) {
        return with(connection -> connection.preparedQuery(sql).execute(values));
    }

    /**
     * Executes statements on one connection, which is released when their result completes, even if it was cancelled.
     *
     * @return the result of the statements; fails with the client's exception
     */
    public <T> Uni<T> with(Function<SqlConnection, Uni<T>> statements) {
        return pool.withConnection(connection -> Uni.createFrom()
                .deferred(() -> statements.apply(logErrors(connection)))
                .onFailure(Connections::isCondemned)
                .call(failure -> close(connection, failure)));
    }

    /** Executes statements in a transaction, which is rolled back if they fail. Otherwise as {@link #with}. */
    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> statements) {
        return with(connection -> connection.begin().chain(transaction -> Uni.createFrom()
                .deferred(() -> statements.apply(connection))
                .onFailure()
                .call(() -> rollback(transaction))
                .call(() -> transaction.commit())));
    }

    private static Uni<Void> rollback(Transaction transaction) {
        // It fails if the connection was closed, or if PostgreSQL has rolled back.
        return transaction.rollback().onFailure().recoverWithNull();
    }

    /** Returns whether a session can no longer do its work. */
    static boolean isCondemned(Throwable failure) {
        return failure instanceof PgException error
                && error.getSqlState() != null
                && CONDEMNED.stream().anyMatch(error.getSqlState()::startsWith);
    }

    /**
     * Closes the socket. The connection's own {@code close()} would return it to the pool (Vert.x 4.5.27; version 5 has
     * other internals).
     */
    private static Uni<Void> close(SqlConnection connection, Throwable failure) {
        LOG.debugf("Database session closed: SQLSTATE %s", ((PgException) failure).getSqlState());
        SqlConnectionInternal pooled = (SqlConnectionInternal) connection.getDelegate();
        Promise<Void> closed = Promise.promise();
        pooled.unwrap().unwrap().close(pooled, closed);
        return Uni.createFrom()
                .completionStage(() -> closed.future().toCompletionStage())
                .ifNoItem()
                .after(CLOSE_LIMIT)
                .fail()
                .onFailure(TimeoutException.class)
                .recoverWithNull();
    }

    /**
     * Logs errors of a connection at debug level. Without a handler, the driver prints them to standard error, although
     * the statements in progress report them too.
     */
    private static SqlConnection logErrors(SqlConnection connection) {
        return connection.exceptionHandler(failure -> LOG.debug("Database connection failed", failure));
    }
}
