package dev.sluice.projection;

import dev.sluice.database.Connections;
import dev.sluice.database.Database;
import dev.sluice.projection.BoundedQueries.ReadFailedException.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Queries of the projection's tables with a limit on their number and duration. A cancelled query that has no
 * connection yet is not sent. One that runs already counts until it has ended, which PostgreSQL's
 * {@code statement_timeout} guarantees.
 */
@ApplicationScoped
public class BoundedQueries {

    private static final Logger LOG = Logger.getLogger(BoundedQueries.class);
    /** Together with the statements for idempotency keys, this fits into the wait queue of the connection pool. */
    private static final int MAX_CONCURRENT = 900;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Database database;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

    BoundedQueries(Database database) {
        this.database = database;
    }

    /** A query that has no result. */
    public static final class ReadFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        /** The reason why a query has no result. */
        public enum Reason {
            /** No database is configured. A later attempt fails, too. */
            NOT_CONFIGURED,
            /** The database is unavailable, too slow, or not migrated yet. */
            UNAVAILABLE,
            /** Too many queries are running. */
            TOO_MANY_QUERIES,
            /** Too many queries are waiting for the projection. */
            TOO_MANY_WAITING,
            /** The projection did not reach the query's position in time. */
            BEHIND,
            /** The query's position is in a partition that does not exist. */
            NO_SUCH_PARTITION,
            /** The query's position is in an earlier topic of this name. */
            GONE
        }

        ReadFailedException(Reason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /**
     * Runs a query for at most five seconds. Does not block.
     *
     * @return the rows; fails with {@link ReadFailedException}
     */
    public Uni<RowSet<Row>> read(String sql, Tuple values) {
        return Uni.createFrom().deferred(() -> {
            Connections connections = connections();
            if (!permits.tryAcquire()) {
                throw new ReadFailedException(
                        Reason.TOO_MANY_QUERIES, MAX_CONCURRENT + " queries are running; try again later");
            }
            AtomicBoolean abandoned = new AtomicBoolean();
            Uni<RowSet<Row>> query = connections
                    .with(connection -> abandoned.get()
                            ? Uni.createFrom().<RowSet<Row>>nullItem()
                            : connection.preparedQuery(sql).execute(values))
                    .onTermination()
                    .invoke(permits::release)
                    .memoize()
                    .indefinitely();
            return bounded(query.onCancellation().invoke(() -> abandoned.set(true)));
        });
    }

    /**
     * Returns the connections of the migrated database.
     *
     * @throws ReadFailedException if no database is configured, or it is not migrated yet
     */
    Connections connections() {
        if (!database.isConfigured()) {
            throw new ReadFailedException(
                    Reason.NOT_CONFIGURED, "No database is configured; set quarkus.datasource.reactive.url");
        }
        if (!database.isMigrated()) {
            throw new ReadFailedException(
                    Reason.UNAVAILABLE, "The database is not migrated yet, or has been unavailable since the start");
        }
        return database.connections();
    }

    /** Limits a query's duration, and reports timeouts and outages as {@link Reason#UNAVAILABLE}. */
    static <T> Uni<T> bounded(Uni<T> query) {
        return query.ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure(DatabaseFailures::isOutage)
                .transform(failure -> {
                    LOG.debugf(failure, "Database query failed");
                    return new ReadFailedException(
                            Reason.UNAVAILABLE, "The database did not answer in time; try again later");
                });
    }
}
