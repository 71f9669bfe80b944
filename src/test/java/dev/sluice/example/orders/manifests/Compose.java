package dev.sluice.example.orders.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testing.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A compose project with containers and volumes of its own, in the container engine that the command {@code docker} reaches. The
 * variable {@code COMPOSE_FILE} may add files to docker-compose.yml, such as one for the images of a private registry.
 */
final class Compose implements AutoCloseable {

    private static final String MAIN_FILE = "docker-compose.yml";
    private static final Path DOCKER = Path.of("docker");
    private static final List<String> INFO = List.of("docker", "info");

    private final String project;
    private final String files;
    private final List<String> command;

    /**
     * @param project the name of the project
     * @param more files in addition to docker-compose.yml
     */
    Compose(String project, String... more) {
        this.project = project;
        String given = System.getenv().getOrDefault("COMPOSE_FILE", MAIN_FILE);
        this.files = given.replace(
                MAIN_FILE,
                String.join(
                        File.pathSeparator,
                        Stream.concat(Stream.of(MAIN_FILE), Stream.of(more)).toList()));
        this.command = exit(List.of("docker", "compose", "version")).code() == 0
                ? List.of("docker", "compose")
                : List.of("docker-compose");
    }

    private record Exit(int code, String output) {}

    static boolean hasEngine() {
        return Programs.find("docker").isPresent() && exit(INFO).code() == 0;
    }

    /** Skips the test if no engine answers, unless {@code docker} is a required program. */
    static void requireEngine() {
        Programs.require("docker", "https://docs.docker.com/engine/install or podman-docker");
        Exit info = exit(INFO);
        if (!Programs.isRequired("docker")) {
            assumeTrue(info.code() == 0, () -> "no container engine answers: " + info.output());
        }
        assertThat(info.code()).as(info.output()).isZero();
    }

    /** Runs a command of compose, asserts that it succeeds, and returns its output. */
    String run(String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--project-name", project));
        line.addAll(List.of(arguments));
        return output(line);
    }

    /** Runs a command of the engine, asserts that it succeeds, and returns its output. */
    static String docker(String... arguments) {
        return Programs.run(DOCKER, arguments).strip();
    }

    /** Returns the id of a service's container. */
    String container(String service) {
        return docker(
                "ps",
                "--all",
                "--quiet",
                "--filter",
                "label=com.docker.compose.project=" + project,
                "--filter",
                "label=com.docker.compose.service=" + service,
                "--filter",
                "label=com.docker.compose.oneoff=False");
    }

    /** Returns the exit code of a container that has ended. */
    static int exitCode(String container) {
        assertThat(docker("inspect", "--format", "{{.State.Status}}", container))
                .isEqualTo("exited");
        return Integer.parseInt(docker("inspect", "--format", "{{.State.ExitCode}}", container));
    }

    /** Waits until a container ends, and returns its exit code. */
    static int awaitExit(String container) {
        return Integer.parseInt(docker("wait", container));
    }

    static void remove(String container) {
        docker("rm", "--force", container);
    }

    static boolean isRunning(String container) {
        return docker("inspect", "--format", "{{.State.Running}}", container).equals("true");
    }

    /** Returns the network that the containers share. */
    String network() {
        return project + "_default";
    }

    private String output(List<String> line) {
        Exit exit = exit(line, Map.of("COMPOSE_FILE", files));
        assertThat(exit.code()).as(exit.output()).isZero();
        return exit.output();
    }

    private static Exit exit(List<String> line) {
        return exit(line, Map.of());
    }

    private static Exit exit(List<String> line, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Exit(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Removes the containers and volumes. */
    @Override
    public void close() {
        run("down", "--volumes", "--remove-orphans", "--timeout", "5");
    }
}
