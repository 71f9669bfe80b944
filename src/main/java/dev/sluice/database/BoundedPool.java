package dev.sluice.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Bounds what waits for the database; Quarkus has no configuration for that. Who waits bounds for how long. */
@Singleton
class BoundedPool implements PgPoolCreator {

    private static final int MOST_WAITING = 2_000;

    private static final int CONNECT_MILLIS = 2_000;

    /** A server that is gone without a word would else be waited for until TCP gives up, a quarter of an hour later. */
    private static final int SILENT_SECONDS = 30;

    /**
     * PostgreSQL goes on with a statement when its connection is gone. Any that takes longer than a connection may be silent
     * has lost that, and nobody gets its result.
     */
    private static final String STATEMENT_TIMEOUT = SILENT_SECONDS + "s";

    @Override
    public Pool create(Input input) {
        for (PgConnectOptions options : input.pgConnectOptionsList()) {
            options.setConnectTimeout(CONNECT_MILLIS)
                    .setIdleTimeout(SILENT_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .addProperty("statement_timeout", STATEMENT_TIMEOUT)
                    // The locks of a replica whose machine is gone would stay until TCP gives up.
                    .addProperty("idle_in_transaction_session_timeout", STATEMENT_TIMEOUT)
                    // A plan that was made while a table was small would be kept until PostgreSQL takes statistics of
                    // it.
                    .addProperty("plan_cache_mode", "force_custom_plan");
        }
        return PgBuilder.pool()
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .with(input.poolOptions()
                        .setMaxWaitQueueSize(MOST_WAITING)
                        // It ends no wait for a connection, and logs an error for each that failed before
                        // (vertx-sql-client#1706).
                        .setConnectionTimeout(0))
                .using(input.vertx())
                .build();
    }
}
