package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.Ports;
import dev.sluice.testing.Proxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * A PostgreSQL server that runs as child processes. Replicas connect through a proxy. The server can crash and restart with its
 * data.
 *
 * <p>A commit returns when the operating system has the transaction, which survives a crash of the server's processes. It does not
 * wait for the disk ({@code fsync=off}), since the machine does not crash.
 */
final class Postgresql implements AutoCloseable {

    private static final String USER = "postgres";

    /** Off, since the launcher warns after each crash. The field keeps the logger from being collected. */
    private static final Logger LAUNCHER_LOGGER = Logger.getLogger("io.zonky.test");

    private final Path directory;
    private final String host;
    private final int serverPort = Ports.free();
    private final Proxy proxy = new Proxy(serverPort);
    private final Path log = Path.of("target", "chaos-postgresql.log");
    private EmbeddedPostgres server;
    private boolean crashed;

    /**
     * Creates a server that replicas know as localhost.
     *
     * @param directory the server's own directory, which {@link #close()} deletes
     */
    Postgresql(Path directory) {
        this(directory, "localhost");
    }

    /** @param host the name of this machine in the address for replicas */
    Postgresql(Path directory, String host) {
        this.directory = directory;
        this.host = host;
    }

    /** Starts the server without data and waits until it accepts connections. */
    void start() {
        LAUNCHER_LOGGER.setLevel(Level.OFF);
        // Reuse the binaries that the Dev Services unpacked.
        System.setProperty(
                "ot.epg.working-dir",
                Path.of("target", "dev-services", "postgresql").toAbsolutePath().toString());
        try {
            // A killed run may have left a directory.
            Utils.delete(directory.toFile());
            Files.deleteIfExists(log);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
    }

    private void launch() {
        Redirect output = Redirect.appendTo(log.toFile());
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setPort(serverPort)
                    .setPGStartupWait(LIMIT)
                    .setServerConfig("unix_socket_directories", "")
                    // The launcher turns this off, and a crash would lose committed transactions.
                    .setServerConfig("synchronous_commit", "on")
                    .setOutputRedirector(output)
                    .setErrorRedirector(output)
                    .start();
            crashed = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills all server processes with SIGKILL, as if their container was killed. Clients are not notified, and shared memory is lost;
     * a restart recovers from the write-ahead log.
     */
    synchronized void crash() {
        ProcessHandle postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process ->
                process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
        crashed = true;
    }

    private long postmasterPid() {
        try {
            return Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid"), UTF_8)
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server if it has crashed, and waits until it has recovered. */
    synchronized void restart() {
        if (crashed) {
            // The old launcher holds a lock on the directory.
            closeServer();
            launch();
        }
    }

    /** Replaces all sessions with read-only ones, which stay so after {@link #acceptWrites()}, as after a switch-over. */
    void rejectWrites() {
        execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }

    /** Accepts writes in new sessions. */
    void acceptWrites() {
        execute("ALTER DATABASE postgres RESET default_transaction_read_only");
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean isStarted() {
        return server != null;
    }

    Proxy proxy() {
        return proxy;
    }

    /** Returns the settings with which a replica connects through the proxy. */
    Map<String, String> settings() {
        String address = address(host, proxy.port());
        return Map.of(
                "quarkus.datasource.reactive.url",
                address,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.username",
                USER);
    }

    /** Returns a new connection that bypasses the proxy. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + address("localhost", serverPort), USER, "");
    }

    private static String address(String host, int port) {
        return "postgresql://" + host + ":" + port + "/postgres";
    }

    private void closeServer() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        if (server != null) {
            closeServer();
        }
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
