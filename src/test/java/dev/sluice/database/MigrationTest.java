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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations of a schema that other applications use, and of a schema of Sluice's own. */
@QuarkusTest
class MigrationTest {

    @Inject
    Flyway migrations;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

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
}
