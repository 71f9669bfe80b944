package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that runs as child processes on localhost. Closing it deletes its data; the unpacked binaries stay in the
 * build directory for the next start.
 */
final class PostgresqlProcess implements Startable {

    /** The owner of the database, without a password. */
    static final String USER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path parent;
    private final int port;
    private @Nullable EmbeddedPostgres server;
    private @Nullable OrphanGuard guard;

    /**
     * @param parent directory in which the binaries and the data directory are created
     * @param port the port to listen on, 0 for any free port
     */
    PostgresqlProcess(Path parent, int port) {
        this.parent = parent;
        this.port = port;
    }

    @Override
    public void start() {
        Path home = parent.resolve("postgresql");
        // The library has no other option to unpack outside the system's temporary directory.
        System.setProperty("ot.epg.working-dir", home.toString());
        // Without a guard, the library stops servers of killed runs whose data directories it finds here, after ten
        // minutes.
        Path data = DevServers.createDirectory(home, "data-");
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setPort(port)
                    .setPGStartupWait(START_LIMIT)
                    // A socket file would also be created in the system's temporary directory.
                    .setServerConfig("unix_socket_directories", "")
                    // Commits survive a crash, as in production. The library turns this off by default.
                    .setServerConfig("synchronous_commit", "on")
                    // PostgreSQL's defaults suit the smallest machines; production servers raise them as well.
                    .setServerConfig("shared_buffers", "512MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .start();
            guard = OrphanGuard.of(pid(data), OrphanGuard.Signal.INT, data);
        } catch (IOException e) {
            DevServers.deleteDirectory(data);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            DevServers.deleteDirectory(data);
            throw e;
        }
    }

    private static long pid(Path data) throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    }

    @Override
    public String getConnectionInfo() {
        if (server == null) {
            throw new IllegalStateException("Dev Services: PostgreSQL is not running");
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
                if (guard != null) {
                    guard.close();
                    guard = null;
                }
            }
        }
    }
}
