package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An Apicurio Registry with in-memory storage that runs as a child process on localhost. It needs its own JVM because it is a
 * Quarkus application of a different version.
 */
final class SchemaRegistryProcess implements Startable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Path installation;
    private final Path parent;
    private final int requestedPort;
    private @Nullable Running running;

    /**
     * @param installation directory into which the build unpacked Apicurio Registry
     * @param parent directory in which a directory for the process's log and temporary files is created
     * @param requestedPort the port to listen on, 0 for any free port
     */
    SchemaRegistryProcess(Path installation, Path parent, int requestedPort) {
        this.installation = installation;
        this.parent = parent;
        this.requestedPort = requestedPort;
    }

    private record Running(Process process, Path directory, int port, Thread shutdownHook) {

        String url() {
            return "http://localhost:" + port + "/apis/ccompat/v7";
        }

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
            DevServers.deleteDirectory(directory);
        }
    }

    @Override
    public void start() {
        try {
            running = launch();
            awaitReady(running);
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
        int port = requestedPort == 0 ? freePort() : requestedPort;
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
        // Quarkus closes Dev Services only on an orderly shutdown. The hook ends the child in all other cases.
        Thread hook = new Thread(process::destroy, "stop-schema-registry");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Running(process, directory, port, hook);
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

    private static void awaitReady(Running registry) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant deadline = Instant.now().plus(START_LIMIT);
        try {
            while (!isReady(client, request)) {
                boolean ended = registry.process().waitFor(100, TimeUnit.MILLISECONDS);
                if (ended || Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("Dev Services: the schema registry did not start. Its output:\n"
                            + Files.readString(registry.log()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Dev Services: interrupted while the schema registry was starting", e);
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String getConnectionInfo() {
        if (running == null) {
            throw new IllegalStateException("Dev Services: the schema registry is not running");
        }
        return running.url();
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
        }
    }
}
