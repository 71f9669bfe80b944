package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server, as processes on localhost; its data is deleted when it is closed. What was unpacked stays, under
 * the build folder, for the next time.
 */
final class PostgresqlProcess implements Startable {

    /** The owner of the database, who needs no password. */
    static final String USER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path parent;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    /**
     * @param parent where the server's folder is made
     * @param port 0 for a free one
     */
    PostgresqlProcess(Path parent, int port) {
        this.parent = parent;
        this.port = port;
    }

    @Override
    public void start() {
        Path home = parent.resolve("postgresql");
        // The only way to keep it out of the folder for temporary files.
        System.setProperty("ot.epg.working-dir", home.toString());
        // There it also looks for servers that a killed run left, and stops them.
        Path data = Folders.create(home, "data-");
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setPort(port)
                    .setPGStartupWait(START_LIMIT)
                    // No socket file, which would be in the folder for temporary files too.
                    .setServerConfig("unix_socket_directories", "")
                    // What was committed outlives a crash, as in production: here the default is off.
                    .setServerConfig("synchronous_commit", "on")
                    // Whoever runs one in production raises these, which are made for the smallest machines.
                    .setServerConfig("shared_buffers", "512MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .start();
        } catch (IOException e) {
            Folders.delete(data);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            Folders.delete(data);
            throw e;
        }
    }

    @Override
    public String getConnectionInfo() {
        if (server == null) {
            throw new IllegalStateException("PostgreSQL is not running");
        }
        return "postgresql://localhost:" + server.getPort() + "/postgres";
    }

    @Override
    public @Nullable String getContainerId() {
        return null;
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                server = null;
            }
        }
    }
}
