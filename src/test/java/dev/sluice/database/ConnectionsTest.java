package dev.sluice.database;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.SluiceApi;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session that can no longer do its work is replaced, whatever used it. */
@QuarkusTest
class ConnectionsTest {

    private final SluiceApi sluice = new SluiceApi();

    @Inject
    Pool pool;

    @Inject
    Database database;

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int size;

    @AfterEach
    void makeSessionsWritable() {
        setSessions("READ WRITE");
    }

    /** Makes all sessions of the pool read-only, as those that a switch-over has left open. */
    private void makeSessionsReadOnly() {
        setSessions("READ ONLY");
    }

    /** Tries again if the pool lends a connection that it is closing. */
    private void setSessions(String access) {
        await().until(() -> {
            List<Uni<SqlConnection>> all =
                    IntStream.range(0, size).mapToObj(i -> pool.getConnection()).toList();
            List<Uni<Boolean>> set = Uni.join().all(all).andFailFast().await().atMost(LIMIT).stream()
                    .map(connection -> setSession(connection, access))
                    .toList();
            return !Uni.join().all(set).andFailFast().await().atMost(LIMIT).contains(false);
        });
    }

    private static Uni<Boolean> setSession(SqlConnection connection, String access) {
        return connection
                .query("SET SESSION CHARACTERISTICS AS TRANSACTION " + access)
                .execute()
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false)
                .call(() -> connection.close().onFailure().recoverWithNull());
    }

    @Test
    void replacesReadOnlySessions() {
        // Given
        await().until(database::isMigrated);
        makeSessionsReadOnly();

        // When
        sluice.withKey("key-" + UUID.randomUUID())
                .publish("parcel.created", PARCELS.created("read-only", "sender-" + UUID.randomUUID()))
                .statusCode(201);

        // Then
        await().until(() -> database.connections()
                .execute("SELECT count(*) FROM parcels WHERE parcel_id = 'read-only'", Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0) == 1)
                .await()
                .atMost(LIMIT));
    }

    @Test
    void replacesSessionWhoseTransactionFails() {
        // Given
        await().until(database::isMigrated);
        makeSessionsReadOnly();

        // When
        await().until(() -> database.connections()
                .inTransaction(transaction -> transaction
                        .query(
                                "CREATE TEMPORARY TABLE replaced (id int) ON COMMIT DROP; INSERT INTO projection_position"
                                        + " VALUES ('replaced', 0, 1) ON CONFLICT DO NOTHING")
                        .execute())
                .replaceWith(true)
                .onFailure(PgException.class)
                .recoverWithItem(false)
                .await()
                .atMost(LIMIT));

        // Then: other sessions are read-only until each has failed once.
        assertThat(await().until(
                                () -> database.connections()
                                        .execute(
                                                "DELETE FROM projection_position WHERE topic = 'replaced'",
                                                Tuple.tuple())
                                        .map(RowSet::rowCount)
                                        .onFailure(PgException.class)
                                        .recoverWithItem(-1)
                                        .await()
                                        .atMost(LIMIT),
                                deleted -> deleted >= 0))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "08006, true",
        "0A000, true",
        "25006, true",
        "25P02, true",
        "26000, true",
        "42P05, true",
        "57P01, true",
        "57P05, true",
        "58030, true",
        "XX000, true",
        "22021, false",
        "23505, false",
        "40001, false",
        "40P01, false",
        "42P01, false",
        "53100, false",
        "53300, false",
        "55P03, false",
        "57014, false",
    })
    void condemnsSessionBySqlState(String state, boolean condemned) {
        // When
        PgException failure = new PgException("it failed", "ERROR", state, null);

        // Then
        assertThat(Connections.isCondemned(failure)).isEqualTo(condemned);
    }

    @Test
    void leavesClosedConnectionsToThePool() {
        assertThat(Connections.isCondemned(new VertxException("closed"))).isFalse();
    }
}
