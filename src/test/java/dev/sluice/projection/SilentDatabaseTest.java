package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.database.Connections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that accepts connections and never answers, as PostgreSQL does while its processes are stopped. */
class SilentDatabaseTest {

    private static final Duration LIMIT = Duration.ofMillis(200);

    @Test
    void failsTransactionAfterItsLimit() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Pool pool = Pool.pool(
                    vertx,
                    new PgConnectOptions()
                            .setHost(server.getInetAddress().getHostAddress())
                            .setPort(server.getLocalPort())
                            .setDatabase("postgres")
                            .setUser("postgres"),
                    new PoolOptions());
            ProjectionMeters meters = new ProjectionMeters(List.of(), new SimpleMeterRegistry());
            var transaction = new ProjectionTransaction(
                    new Connections(pool), null, List.of(), Map.of(), Map.of(), LIMIT, meters);

            // When, Then
            assertThatThrownBy(
                            () -> transaction.write(List.of(), Map.of()).await().indefinitely())
                    .isInstanceOf(TimeoutException.class);
        } finally {
            vertx.closeAndAwait();
        }
    }
}
