package dev.sluice.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection pool with a bounded queue, bounded timeouts, and the configured schema and certificate, which Quarkus cannot
 * configure. Callers bound their waiting time.
 */
@Singleton
class BoundedPool implements PgPoolCreator {

    private static final int MAX_WAITING = 2_000;

    private static final int CONNECT_MILLIS = 2_000;

    /**
     * The idle timeout. Without it, a server that vanished silently is detected only by TCP, after about 15 minutes.
     */
    private static final int IDLE_SECONDS = 30;

    /**
     * The maximum duration of a statement. PostgreSQL continues a statement after its connection has closed, and a
     * statement that takes longer than the idle timeout has lost its connection, so its result would be discarded.
     */
    private static final String STATEMENT_TIMEOUT = IDLE_SECONDS + "s";

    private final DatabaseConfig config;

    BoundedPool(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        List<PgConnectOptions> servers = input.pgConnectOptionsList();
        for (PgConnectOptions options : servers) {
            options.setConnectTimeout(CONNECT_MILLIS)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .addProperty("statement_timeout", STATEMENT_TIMEOUT)
                    // Otherwise the locks of a replica whose machine failed remain until TCP detects it.
                    .addProperty("idle_in_transaction_session_timeout", STATEMENT_TIMEOUT)
                    // Otherwise PostgreSQL keeps a plan for a small table until it next updates its statistics.
                    .addProperty("plan_cache_mode", "force_custom_plan");
            config.schema().ifPresent(schema -> options.addProperty("search_path", schema));
            config.rootCertificate()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
            if (options.getSslMode() == SslMode.VERIFY_FULL) {
                // Without it, the driver refuses to connect (Vert.x 4.5.27); in other modes the name is not verified.
                options.setHostnameVerificationAlgorithm("HTTPS");
            }
        }
        return PgBuilder.pool()
                .connectingTo(List.<SqlConnectOptions>copyOf(servers))
                .with(input.poolOptions()
                        .setMaxWaitQueueSize(MAX_WAITING)
                        // The timeout does not end a wait for a connection, and logs an error for each wait that failed
                        // before (vertx-sql-client#1706).
                        .setConnectionTimeout(0))
                .using(input.vertx())
                .build();
    }
}
