package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An Apicurio Registry with in-memory storage that runs as a child process on localhost. It needs its own JVM because it is a
 * Quarkus application of a different version.
 */
final class SchemaRegistryProcess implements Startable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://localhost:\\d+)\\R");

    private final Path installation;
    private final Path parent;
    private final int port;
    private @Nullable Running running;
    private @Nullable String url;

    /**
     * @param installation directory into which the build unpacked Apicurio Registry
     * @param parent directory in which a directory for the process's log and temporary files is created
     * @param port the port to listen on, 0 for any free port
     */
    SchemaRegistryProcess(Path installation, Path parent, int port) {
        this.installation = installation;
        this.parent = parent;
        this.port = port;
    }

    private record Running(Process process, Path directory, OrphanGuard guard, Thread shutdownHook) {

        Path log() {
            return directory.resolve("log");
        }

        void stop() {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            guard.close();
            DevServers.deleteDirectory(directory);
        }
    }

    @Override
    public void start() {
        try {
            running = launch();
            url = awaitUrl(running);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Running launch() throws IOException {
        Path directory = DevServers.createDirectory(parent, "schema-registry-");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + directory,
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        runnerJar().toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        process.getOutputStream().close();
        OrphanGuard guard = OrphanGuard.of(process.pid(), OrphanGuard.Signal.TERM, directory);
        // Quarkus closes Dev Services only on an orderly shutdown. Where there is no guard, the hook ends the child
        // after others.
        Thread hook = new Thread(process::destroy, "stop-schema-registry");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Running(process, directory, guard, hook);
    }

    private Path runnerJar() throws IOException {
        if (Files.isDirectory(installation)) {
            try (Stream<Path> files = Files.list(installation)) {
                return files.filter(file -> file.toString().endsWith("-runner.jar"))
                        .findAny()
                        .orElseThrow(() -> notInstalled());
            }
        }
        throw notInstalled();
    }

    private IllegalStateException notInstalled() {
        return new IllegalStateException("Dev Services: Apicurio Registry is not installed in " + installation
                + ". Run ./mvnw generate-resources, which unpacks it; quarkus:dev and verify include that phase");
    }

    /**
     * Waits until the process logs the address that it listens on. Another process may answer at a fixed port, which an HTTP
     * request could not tell from this one.
     */
    private static String awaitUrl(Running registry) throws IOException {
        Instant deadline = Instant.now().plus(START_LIMIT);
        try {
            while (true) {
                boolean ended = registry.process().waitFor(100, TimeUnit.MILLISECONDS);
                String log = Files.readString(registry.log());
                Matcher address = ADDRESS.matcher(log);
                if (!ended && address.find()) {
                    return address.group(1) + "/apis/ccompat/v7";
                }
                if (ended || Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException(
                            "Dev Services: the schema registry did not start. Its output:\n" + log);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Dev Services: interrupted while the schema registry was starting", e);
        }
    }

    @Override
    public String getConnectionInfo() {
        if (url == null) {
            throw new IllegalStateException("Dev Services: the schema registry is not running");
        }
        return url;
    }

    @Override
    public @Nullable String getContainerId() {
        return null;
    }

    @Override
    public void close() {
        if (running != null) {
            running.stop();
            try {
                Runtime.getRuntime().removeShutdownHook(running.shutdownHook());
            } catch (IllegalStateException shuttingDown) {
                // The hook finds a process that has ended.
            }
            running = null;
            url = null;
        }
    }
}
