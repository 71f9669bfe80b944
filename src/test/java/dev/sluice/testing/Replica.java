package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A replica of the packaged application as a process of its own, on the servers of the test.
 * It keeps its name and its ports when it is started again.
 */
public final class Replica implements AutoCloseable {

    private final String name;
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final ChildProcess process;

    private Replica(String name, Map<String, String> servers) {
        this.name = name;
        this.process = new ChildProcess(command(servers), log());
    }

    /** Starts one and waits until it is ready. Its log is {@code target/<name>.log}. */
    public static Replica start(String name, Map<String, String> servers) {
        Replica replica = launch(name, servers);
        try {
            replica.awaitReady();
        } catch (RuntimeException | Error e) {
            replica.kill();
            throw e;
        }
        return replica;
    }

    /** Starts one, and waits for nothing. */
    public static Replica launch(String name, Map<String, String> servers) {
        return new Replica(name, servers);
    }

    private List<String> command(Map<String, String> servers) {
        Map<String, String> settings = new LinkedHashMap<>(servers);
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", Integer.toString(managementPort));
        settings.put("sluice.instance", name);
        return PackagedApplication.command(settings);
    }

    /** Waits until it is ready. */
    public void awaitReady() {
        await("replica " + name).atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive()).isTrue();
            given().get(management("health/ready")).then().statusCode(200);
        });
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What {@code sluice.instance} is. */
    public String name() {
        return name;
    }

    /** What it prints. */
    public Path log() {
        return Path.of("target", name + ".log");
    }

    public URI address() {
        return URI.create("http://localhost:" + port);
    }

    /** The address of what is under {@code /q/} on its management port. */
    public URI management(String path) {
        return URI.create("http://localhost:" + managementPort + "/q/" + path);
    }

    /** As kill -9 does. */
    public void kill() {
        process.kill();
    }

    /** Asks it to end, as Kubernetes does; returns whether it did without being killed. */
    public boolean stop() {
        return process.stop();
    }

    /** Asks it to end, and does not wait. */
    public void terminate() {
        process.terminate();
    }

    /** Waits until it ends by itself, and gives its exit code. */
    public int awaitEnd() {
        return process.awaitEnd();
    }

    /** Starts it again, if it does not run, and does not wait. */
    public void restart() {
        process.restart();
    }

    /** As SIGSTOP does: it lives, and does nothing. */
    public void pause() {
        process.pause();
    }

    /** As SIGCONT does. */
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }
}
