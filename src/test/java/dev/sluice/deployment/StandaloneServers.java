package dev.sluice.deployment;

import java.nio.file.Path;
import java.util.Map;

/** Registry and database of the Dev Services, for a test that starts the application by itself, with another Kafka. */
public final class StandaloneServers implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "dev-services").toAbsolutePath();

    private final SchemaRegistryProcess registry =
            new SchemaRegistryProcess(Path.of("target", "schema-registry").toAbsolutePath(), FOLDER, 0);
    private final PostgresqlProcess postgresql = new PostgresqlProcess(FOLDER, 0);

    /** Starts both. */
    public void start() {
        registry.start();
        postgresql.start();
    }

    public String registry() {
        return registry.getConnectionInfo();
    }

    /** What the application has to be told of them. */
    public Map<String, String> settings() {
        String database = postgresql.getConnectionInfo();
        return Map.of(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                registry(),
                "quarkus.datasource.reactive.url",
                database,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + database,
                "quarkus.datasource.username",
                PostgresqlProcess.USER);
    }

    @Override
    public void close() {
        try {
            registry.close();
        } finally {
            postgresql.close();
        }
    }
}
