package dev.sluice.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another replica of the packaged application, on the servers of the test: the binary if there is one, or the jar. */
public final class Replica implements AutoCloseable {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final Process process;
    private final URI address;

    private Replica(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one and waits until it is ready. */
    public static Replica start(String name, Map<String, String> servers) throws IOException {
        int port = freePort();
        List<String> settings = new ArrayList<>();
        servers.forEach((key, value) -> settings.add("-D" + key + "=" + value));
        settings.add("-Dquarkus.profile=test");
        int managementPort = freePort();
        settings.add("-Dquarkus.http.port=" + port);
        settings.add("-Dquarkus.management.port=" + managementPort);
        settings.add("-Dsluice.instance=" + name);
        List<String> command = new ArrayList<>();
        if (Files.exists(JAR)) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(settings);
            command.addAll(List.of("-jar", JAR.toString()));
        } else {
            command.add(System.getProperty("native.image.path"));
            command.addAll(settings);
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", name + ".log").toFile())
                .start();
        Replica replica = new Replica(process, URI.create("http://localhost:" + port));
        try {
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
                assertThat(process.isAlive()).isTrue();
                given().get("http://localhost:" + managementPort + "/q/health/ready")
                        .then()
                        .statusCode(200);
            });
        } catch (RuntimeException | Error e) {
            replica.kill();
            throw e;
        }
        return replica;
    }

    public URI address() {
        return address;
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As Kubernetes does; gives the exit code. */
    public CompletableFuture<Integer> terminate() {
        process.destroy();
        return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void close() {
        process.destroy();
        if (!process.onExit()
                .thenApply(ended -> true)
                .completeOnTimeout(false, 20, TimeUnit.SECONDS)
                .join()) {
            kill();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
