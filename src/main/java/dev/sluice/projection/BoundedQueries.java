package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.projection.ReadFailedException.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Queries of the tables, in bounds: so many at once, and each for a time. A query that nobody waits for any more keeps its
 * place until it has ended, and is not begun if it has no connection yet; PostgreSQL ends one that runs, as
 * {@code BoundedPool} has told it to.
 */
@ApplicationScoped
public class BoundedQueries {

    private static final Logger LOG = Logger.getLogger(BoundedQueries.class);
    /** Together with the statements of idempotency keys no more than the pool lets wait. */
    private static final int MOST_AT_ONCE = 900;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Database database;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    BoundedQueries(Database database) {
        this.database = database;
    }

    /**
     * Runs a query, for five seconds at most. Does not block.
     *
     * @return fails with {@link ReadFailedException}
     */
    public Uni<RowSet<Row>> read(String sql, Tuple values) {
        return Uni.createFrom().deferred(() -> {
            Pool pool = pool();
            if (!places.tryAcquire()) {
                throw new ReadFailedException(Reason.TOO_MANY_QUERIES, MOST_AT_ONCE + " queries run already");
            }
            AtomicBoolean abandoned = new AtomicBoolean();
            Uni<RowSet<Row>> query = pool.withConnection(connection -> abandoned.get()
                            ? Uni.createFrom().nullItem()
                            : Database.logErrors(connection).preparedQuery(sql).execute(values))
                    .onTermination()
                    .invoke(places::release)
                    .memoize()
                    .indefinitely();
            return bounded(query.onCancellation().invoke(() -> abandoned.set(true)));
        });
    }

    /** @throws ReadFailedException if there is none to ask */
    Pool pool() {
        if (!database.isConfigured()) {
            throw new ReadFailedException(
                    Reason.NOT_CONFIGURED, "There is no database: quarkus.datasource.reactive.url");
        }
        if (!database.isMigrated()) {
            throw new ReadFailedException(Reason.UNAVAILABLE, "The database has not been there yet");
        }
        return database.pool();
    }

    /** What does not come in time, or fails for the database's reasons, is unavailable. */
    static <T> Uni<T> bounded(Uni<T> query) {
        return query.ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure(DatabaseFailures::isOutage)
                .transform(failure -> {
                    LOG.debugf(failure, "The database does not answer");
                    return new ReadFailedException(Reason.UNAVAILABLE, "The database does not answer");
                });
    }
}
