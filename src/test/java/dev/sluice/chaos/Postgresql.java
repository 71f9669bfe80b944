package dev.sluice.chaos;

import static dev.sluice.testing.Waits.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * The database, as processes, behind a proxy for the replicas. It can crash, and be started again on what it had written.
 *
 * <p>It commits as it does by default: an answer says that the operating system has the transaction, which a crash of the
 * server's processes leaves. That the disk has it is not waited for ({@code fsync=off}), since the machine goes on.
 */
final class Postgresql implements AutoCloseable {

    private static final String USER = "postgres";

    /** It would tell of each crash that there is nothing to stop; held here, since loggers are held weakly. */
    private static final Logger LAUNCHER = Logger.getLogger("io.zonky.test");

    private final Path folder;
    private final int serverPort = Ports.free();
    private final Proxy proxy = new Proxy(serverPort);
    private final Path log = Path.of("target", "chaos-postgresql.log");
    private EmbeddedPostgres server;
    private boolean crashed;

    /** @param folder its own, which is deleted when it is closed */
    Postgresql(Path folder) {
        this.folder = folder;
    }

    /** Starts it without data, and waits until it takes connections. */
    void start() {
        LAUNCHER.setLevel(Level.OFF);
        // What was unpacked for the Dev Services serves here too.
        System.setProperty(
                "ot.epg.working-dir",
                Path.of("target", "dev-services", "postgresql").toAbsolutePath().toString());
        try {
            // A run that was killed may have left one.
            Utils.delete(folder.toFile());
            Files.deleteIfExists(log);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
    }

    private void launch() {
        Redirect output = Redirect.appendTo(log.toFile());
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(serverPort)
                    .setPGStartupWait(LIMIT)
                    .setServerConfig("unix_socket_directories", "")
                    // The launcher turns it off, and a crash would take what is committed.
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
     * All its processes die at once, as by kill -9, or with their container: nothing is written any more, no client is told,
     * and the memory that they share is gone. A new start has the log of the database alone to go by.
     */
    synchronized void crash() {
        ProcessHandle postmaster = ProcessHandle.of(postmaster()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process ->
                process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
        crashed = true;
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid"), UTF_8)
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, if it has crashed, and waits until it has recovered. */
    synchronized void restart() {
        if (crashed) {
            // It holds a lock on the folder.
            closeServer();
            launch();
        }
    }

    synchronized boolean isStarted() {
        return server != null;
    }

    Proxy proxy() {
        return proxy;
    }

    /** What the replicas are told of it. */
    Map<String, String> settings() {
        String address = address(proxy.port());
        return Map.of(
                "quarkus.datasource.reactive.url",
                address,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.username",
                USER);
    }

    /** A new connection, without the proxy. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + address(serverPort), USER, "");
    }

    private static String address(int port) {
        return "postgresql://localhost:" + port + "/postgres";
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
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
