package dev.sluice.database;

import static dev.sluice.testing.Waits.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.DevServers;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations of a schema that other applications use, and of a schema of Sluice's own. */
@QuarkusTest
class MigrationTest {

    private static final List<String> ACCOUNTS = List.of("sluice_ingress", "sluice_projection");

    @Inject
    Flyway migrations;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String migrationUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    DevServicesContext devServices;
    String schema;

    @BeforeEach
    void newName() {
        schema = "test_" + UUID.randomUUID().toString().replace('-', '_');
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.formatted(schema));
            }
        }
    }

    private Flyway inSchema() {
        return Flyway.configure()
                .configuration(migrations.getConfiguration())
                .defaultSchema(schema)
                .load();
    }

    @Test
    void createsTablesNextToThoseOfAnotherApplication() throws Exception {
        // Given
        execute("CREATE SCHEMA %s", "CREATE TABLE %s.somebody_elses (id int)");

        // When
        Migration.run(inSchema());

        // Then
        execute("SELECT * FROM %s.event", "SELECT * FROM %s.idempotency_key", "SELECT * FROM %s.somebody_elses");
    }

    @Test
    void createsTheSchemaWhoseTablesTheConnectionsUse() throws Exception {
        // When
        Migration.run(inSchema());

        // Then
        execute("INSERT INTO %s.projection_position VALUES ('only-here', 0, 17)");
        PgConnectOptions server = PgConnectOptions.fromUri(url).setUser(username);
        Pool pool = new BoundedPool(new TestDatabaseConfig(Optional.of(schema), Optional.empty()))
                .create(new PoolInput(vertx, server, new PoolOptions()));
        try {
            var rows = pool.query("SELECT topic FROM projection_position")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(rows).extracting(row -> row.getString("topic")).containsExactly("only-here");
        } finally {
            pool.close();
        }
    }

    @Test
    void namesTheSettingIfATableExists() throws Exception {
        // Given
        execute("CREATE SCHEMA %s", "CREATE TABLE %s.event (id int)");

        // When, Then
        assertThatThrownBy(() -> Migration.run(inSchema()))
                .hasMessage("ERROR: relation \"event\" already exists; set sluice.database.schema to a schema of"
                        + " Sluice's own, such as sluice");
    }

    @Test
    void namesTheSettingIfAnotherApplicationMigratesTheSchema() throws Exception {
        // Given
        Migration.run(inSchema());
        execute("UPDATE %s.flyway_schema_history SET checksum = 1 WHERE version = '1'");

        // When, Then
        assertThatThrownBy(() -> Migration.run(inSchema()))
                .hasMessage("the schema has the migrations of another application; set sluice.database.schema to a"
                        + " schema of Sluice's own, such as sluice");
    }

    /** The accounts of deploy/postgresql/roles.sql, in a database of their own. */
    @Nested
    class Accounts {

        private static final String WRITES = "INSERT, UPDATE, DELETE";

        private String database;

        @BeforeEach
        void migrateAsInit() throws Exception {
            database = schema;
            execute("CREATE DATABASE %s");
            try (Connection superuser = connect(username)) {
                String roles = Files.readString(Path.of("deploy/postgresql/roles.sql"));
                for (int times = 0; times < 2; times++) {
                    superuser.createStatement().execute(roles);
                }
            }
            Migration.run(as("sluice_init"));
        }

        @AfterEach
        void dropDatabase() throws Exception {
            execute("DROP DATABASE %s");
        }

        private String jdbcUrl() {
            return migrationUrl.replaceFirst("/[^/?]+(\\?|$)", "/" + database + "$1");
        }

        private Connection connect(String account) throws SQLException {
            return DriverManager.getConnection(jdbcUrl(), account, "");
        }

        private Flyway as(String account) {
            return Flyway.configure()
                    .configuration(migrations.getConfiguration())
                    .dataSource(jdbcUrl(), account, "")
                    .load();
        }

        private boolean may(String account, String rights, String table) throws SQLException {
            try (Connection connection = connect(account);
                    var query = connection.prepareStatement("SELECT has_table_privilege(?, ?)")) {
                query.setString(1, table);
                query.setString(2, rights);
                try (var rows = query.executeQuery()) {
                    rows.next();
                    return rows.getBoolean(1);
                }
            }
        }

        @Test
        void grantsEachAccountItsTables() throws Exception {
            assertThat(may("sluice_ingress", "SELECT", "idempotency_key")).isTrue();
            assertThat(may("sluice_ingress", "SELECT", "event")).isTrue();
            assertThat(may("sluice_projection", "SELECT", "projection_position"))
                    .isTrue();
            for (String right : WRITES.split(", ")) {
                assertThat(may("sluice_ingress", right, "idempotency_key")).isTrue();
                assertThat(may("sluice_projection", right, "event")).isTrue();
                assertThat(may("sluice_projection", right, "projection_position"))
                        .isTrue();
            }
        }

        @Test
        void grantsNoAccountForeignTables() throws Exception {
            // Any of the rights, not all of them.
            assertThat(may("sluice_ingress", WRITES + ", TRUNCATE, REFERENCES, TRIGGER", "event"))
                    .isFalse();
            assertThat(may("sluice_ingress", WRITES, "projection_position")).isFalse();
            assertThat(may("sluice_projection", "SELECT, " + WRITES, "idempotency_key"))
                    .isFalse();
            for (String account : ACCOUNTS) {
                assertThat(may(account, WRITES, "flyway_schema_history")).isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CREATE TABLE more (id int)",
                    "CREATE SCHEMA more",
                    "ALTER TABLE event ADD COLUMN more int",
                    "DROP TABLE event",
                    "TRUNCATE event",
                    "CREATE INDEX ON event (event_id)",
                    "DROP SCHEMA sluice CASCADE",
                    "CREATE ROLE more",
                })
        void refusesDefinitions(String statement) throws Exception {
            for (String account : ACCOUNTS) {
                try (Connection connection = connect(account);
                        var query = connection.createStatement()) {
                    assertThatThrownBy(() -> query.execute(statement))
                            .isInstanceOf(SQLException.class)
                            .extracting(failure -> ((SQLException) failure).getSQLState())
                            .isEqualTo("42501");
                }
            }
        }

        @Test
        void startsWithMigratedTables() {
            for (String account : ACCOUNTS) {
                Migration.run(as(account));
            }
        }

        @Test
        void namesTheInitProcessIfTablesAreMissing() throws Exception {
            // Given
            try (Connection init = connect("sluice_init")) {
                init.createStatement()
                        .execute("DROP SCHEMA sluice CASCADE; CREATE SCHEMA sluice; "
                                + "GRANT USAGE ON SCHEMA sluice TO sluice_ingress");
            }

            // When, Then
            assertThatThrownBy(() -> Migration.run(as("sluice_ingress")))
                    .hasMessage("ERROR: permission denied for schema sluice; run the init process, whose account may"
                            + " change the tables");
        }
    }
}
