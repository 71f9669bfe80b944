package dev.sluice.database;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that is silent, slow, read-only, or disconnects. Publishing without a key never notices. */
@QuarkusTest
@TestProfile(DatabaseFaultsAcceptanceTest.OwnDatabase.class)
class DatabaseFaultsAcceptanceTest {

    private static final String GROUP = "database-faults-projection";

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    Server server;
    String sender;
    /** The number of parcels that were published with success. */
    int published;

    public static class OwnDatabase implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Server.class));
        }
    }

    /** PostgreSQL behind a proxy. */
    public static final class Server implements QuarkusTestResourceLifecycleManager {

        private EmbeddedPostgres postgresql;
        private Proxy proxy;

        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createDirectories(
                        Path.of("target/dev-services/postgresql").toAbsolutePath());
                System.setProperty("ot.epg.working-dir", folder.toString());
                postgresql = EmbeddedPostgres.builder()
                        .setDataDirectory(Files.createTempDirectory(folder, "faults-"))
                        .setPGStartupWait(LIMIT)
                        .setServerConfig("unix_socket_directories", "")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            proxy = new Proxy(postgresql.getPort());
            String url = "postgresql://localhost:" + proxy.port() + "/postgres";
            return Map.of(
                    "quarkus.datasource.reactive.url",
                    url,
                    "quarkus.datasource.jdbc.url",
                    "jdbc:" + url,
                    "quarkus.datasource.username",
                    "postgres",
                    "mp.messaging.incoming.projection.group.id",
                    GROUP,
                    "sluice.projection.max-outage",
                    "3s");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(this, new TestInjector.MatchesType(Server.class));
        }

        @Override
        public void stop() {
            proxy.close();
            try {
                postgresql.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Executes statements without the proxy. */
        void execute(String... statements) throws SQLException {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }

        Connection connect() throws SQLException {
            return postgresql.getPostgresDatabase().getConnection();
        }
    }

    @BeforeEach
    void newSender() {
        sender = "sender-" + UUID.randomUUID();
        await().until(() -> partitions() > 0);
    }

    @AfterEach
    void restore() {
        server.proxy.restore();
    }

    /** Returns the number of partitions that the group has assigned. */
    private int partitions() {
        try (Admin admin = new DevServers(devServices).admin()) {
            return admin.describeConsumerGroups(List.of(GROUP)).describedGroups().get(GROUP).get().members().stream()
                    .mapToInt(member -> member.assignment().topicPartitions().size())
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String parcel() {
        return PARCELS.created(UUID.randomUUID().toString(), sender);
    }

    private void assertKeysAreRefused() {
        sluice.with("Idempotency-Key", "key-" + UUID.randomUUID())
                .publish("parcel.created", parcel())
                .spec(retryableProblem(503, "urn:sluice:problem:idempotency-unavailable"));
        sluice.publish("parcel.created", parcel()).statusCode(201);
        published++;
    }

    private void assertKeysAreAccepted() {
        sluice.withKey("key-" + UUID.randomUUID())
                .publish("parcel.created", parcel())
                .statusCode(201);
        published++;
    }

    private void awaitNoPartitions() {
        await().atMost(LONG_LIMIT).until(() -> partitions() == 0);
    }

    /** Waits until the tables have each parcel of this test. */
    private void awaitRows() {
        await().atMost(LONG_LIMIT).untilAsserted(() -> {
            try (Connection connection = server.connect();
                    var query = connection.prepareStatement("SELECT count(*) FROM parcels WHERE sender_id = ?")) {
                query.setString(1, sender);
                try (var rows = query.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(published);
                }
            }
        });
    }

    @Test
    void leavesItsPartitionsWhileTheServerIsSilent() {
        // Given
        server.proxy.blockRequests();
        assertKeysAreRefused();

        // When
        awaitNoPartitions();
        server.proxy.restore();

        // Then
        assertKeysAreAccepted();
        awaitRows();
    }

    @Test
    void continuesAfterLostAnswers() {
        // Given
        server.proxy.blockResponses();
        assertKeysAreRefused();

        // When
        server.proxy.closeConnections();
        server.proxy.restore();

        // Then
        assertKeysAreAccepted();
        awaitRows();
    }

    @Test
    void continuesAfterADisconnect() {
        // When
        server.proxy.closeConnections();

        // Then
        assertKeysAreAccepted();
        awaitRows();
    }

    @Test
    void publishesOnceAlthoughTheServerIsSlow() throws SQLException {
        // Given
        String parcel = parcel();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE idempotency_key IN ACCESS EXCLUSIVE MODE");
            sluice.with("Idempotency-Key", "slow-" + sender)
                    .publish("parcel.created", parcel)
                    .spec(retryableProblem(503, "urn:sluice:problem:idempotency-unavailable"));

            // When
            connection.rollback();
        }

        // Then
        await().untilAsserted(() -> sluice.with("Idempotency-Key", "slow-" + sender)
                .publish("parcel.created", parcel)
                .statusCode(201));
        published++;
        awaitRows();
    }

    @Test
    void replacesSessionsThatStayReadOnly() throws SQLException {
        // Given
        server.execute(
                "ALTER DATABASE postgres SET default_transaction_read_only = on",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        assertKeysAreRefused();
        awaitNoPartitions();

        // When
        server.execute(
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "ALTER DATABASE postgres RESET default_transaction_read_only");

        // Then
        assertKeysAreAccepted();
        awaitRows();
    }
}
