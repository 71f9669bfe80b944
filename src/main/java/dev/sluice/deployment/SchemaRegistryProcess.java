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
 * Apicurio Registry, in memory, as a child process on localhost. A process of its own, since it is a Quarkus application
 * of another version.
 */
final class SchemaRegistryProcess implements Startable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Path installation;
    private final Path parent;
    private final int wantedPort;
    private @Nullable Running running;

    /**
     * @param installation where Apicurio Registry was unpacked
     * @param parent where the process's own folder is made
     * @param wantedPort 0 for a free one
     */
    SchemaRegistryProcess(Path installation, Path parent, int wantedPort) {
        this.installation = installation;
        this.parent = parent;
        this.wantedPort = wantedPort;
    }

    private record Running(Process process, Path folder, int port, Thread shutdownHook) {

        String url() {
            return "http://localhost:" + port + "/apis/ccompat/v7";
        }

        Path log() {
            return folder.resolve("log");
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
            Folders.delete(folder);
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
        Path folder = Folders.create(parent, "schema-registry-");
        int port = wantedPort == 0 ? freePort() : wantedPort;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + folder,
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        runner().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        process.getOutputStream().close();
        // Quarkus closes Dev Services on an orderly end only; a child must not outlive any other.
        Thread hook = new Thread(process::destroy, "stop-schema-registry");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Running(process, folder, port, hook);
    }

    private Path runner() throws IOException {
        if (Files.isDirectory(installation)) {
            try (Stream<Path> files = Files.list(installation)) {
                return files.filter(file -> file.toString().endsWith("-runner.jar"))
                        .findAny()
                        .orElseThrow(() -> missing());
            }
        }
        throw missing();
    }

    private IllegalStateException missing() {
        return new IllegalStateException(
                "no registry in " + installation
                        + ": it is unpacked there in Maven's generate-resources phase, which ./mvnw quarkus:dev and verify run");
    }

    private static void awaitReady(Running registry) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant limit = Instant.now().plus(START_LIMIT);
        try {
            while (!answers(client, request)) {
                boolean ended = registry.process().waitFor(100, TimeUnit.MILLISECONDS);
                if (ended || Instant.now().isAfter(limit)) {
                    throw new IllegalStateException(
                            "the schema registry did not start:\n" + Files.readString(registry.log()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the schema registry started", e);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
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
            throw new IllegalStateException("the schema registry is not running");
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
                // the hook finds the process gone
            }
            running = null;
        }
    }
}
