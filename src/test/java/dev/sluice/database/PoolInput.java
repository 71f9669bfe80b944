package dev.sluice.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;

/** The input of Quarkus for a pool with one server. */
record PoolInput(Vertx vertx, PgConnectOptions server, PoolOptions poolOptions) implements PgPoolCreator.Input {

    @Override
    public List<PgConnectOptions> pgConnectOptionsList() {
        return List.of(server);
    }
}
