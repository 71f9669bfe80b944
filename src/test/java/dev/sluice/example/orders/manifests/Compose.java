package dev.sluice.example.orders.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testing.Programs;
import dev.sluice.testing.Programs.Exit;
import java.io.File;
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
        this.command =
                Programs.exit(List.of("docker", "compose", "version"), Map.of()).code() == 0
                        ? List.of("docker", "compose")
                        : List.of("docker-compose");
    }

    static boolean hasEngine() {
        return Programs.find("docker").isPresent()
                && Programs.exit(INFO, Map.of()).code() == 0;
    }

    /** Skips the test if no engine answers, unless {@code docker} is a required program. */
    static void requireEngine() {
        Programs.require("docker", "https://docs.docker.com/engine/install or podman-docker");
        Exit info = Programs.exit(INFO, Map.of());
        if (!Programs.isRequired("docker")) {
            assumeTrue(info.code() == 0, () -> "no container engine answers: " + info.text());
        }
        assertThat(info.code()).as(info.text()).isZero();
    }

    /** Runs a command of compose, asserts that it succeeds, and returns its output. */
    String run(String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--project-name", project));
        line.addAll(List.of(arguments));
        return Programs.exit(line, Map.of("COMPOSE_FILE", files)).output();
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

    /** Removes the containers and volumes. */
    @Override
    public void close() {
        run("down", "--volumes", "--remove-orphans", "--timeout", "5");
    }
}
