package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A replica of the package as a child process, on the test's servers. It keeps its name and ports across restarts. */
public final class Replica implements AutoCloseable {

    private final String name;
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final ChildProcess process;

    private Replica(Path project, String name, Map<String, String> servers, List<String> jvmOptions) {
        this.name = name;
        this.process = new ChildProcess(command(project, servers, jvmOptions), log());
    }

    /** Starts a replica and waits until it is ready. Its log is {@code target/<name>.log}. */
    public static Replica start(String name, Map<String, String> servers) {
        return started(launch(name, servers));
    }

    /**
     * Starts a replica and waits until it is ready.
     *
     * @param jvmOptions options of the JVM that the native binary has too, such as that of the heap
     */
    public static Replica start(String name, Map<String, String> servers, List<String> jvmOptions) {
        return started(new Replica(Path.of(""), name, servers, jvmOptions));
    }

    /** Starts a replica of the package of another project, and waits until it is ready. */
    public static Replica start(Path project, String name, Map<String, String> servers) {
        return started(new Replica(project, name, servers, List.of()));
    }

    private static Replica started(Replica replica) {
        try {
            replica.awaitReady();
        } catch (RuntimeException | Error e) {
            replica.kill();
            throw e;
        }
        return replica;
    }

    /** Starts a replica without waiting for it. */
    public static Replica launch(String name, Map<String, String> servers) {
        return new Replica(Path.of(""), name, servers, List.of());
    }

    private List<String> command(Path project, Map<String, String> servers, List<String> jvmOptions) {
        Map<String, String> settings = new LinkedHashMap<>(servers);
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", Integer.toString(managementPort));
        settings.put("sluice.instance", name);
        List<String> command = new ArrayList<>(PackagedApplication.command(project, settings));
        command.addAll(1, jvmOptions);
        return command;
    }

    /** Waits until the replica is ready. */
    public void awaitReady() {
        await("replica " + name).atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive()).isTrue();
            given().get(management("health/ready")).then().statusCode(200);
        });
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the value of {@code sluice.instance}. */
    public String name() {
        return name;
    }

    /** Returns the file with its output. */
    public Path log() {
        return Path.of("target", name + ".log");
    }

    public URI address() {
        return URI.create("http://localhost:" + port);
    }

    /** Returns the URL of a path below {@code /q/} on the management port. */
    public URI management(String path) {
        return URI.create("http://localhost:" + managementPort + "/q/" + path);
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Sends SIGTERM, as Kubernetes does; returns whether the replica ended without being killed. */
    public boolean stop() {
        return process.stop();
    }

    /** Sends SIGTERM without waiting for the end. */
    public void terminate() {
        process.terminate();
    }

    /** Waits until the replica exits and returns its exit code. */
    public int awaitExit() {
        return process.awaitExit();
    }

    /** Starts the replica again unless it is running, without waiting until it is ready. */
    public void restart() {
        process.restart();
    }

    /** Sends SIGSTOP. */
    public void pause() {
        process.pause();
    }

    /** Sends SIGCONT. */
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }
}
