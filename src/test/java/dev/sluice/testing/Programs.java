package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** External programs that tests run. A test is skipped if its program is not installed, unless CI requires the program. */
public final class Programs {

    /** The names of programs that must be installed, separated by spaces. */
    private static final String REQUIRED = "SLUICE_REQUIRE_PROGRAMS";

    private Programs() {}

    /** Returns the path of a program, if it is installed. */
    public static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Returns the path of a program. If it is not installed, the test is skipped, or fails if the program is required.
     *
     * @param origin how to install the program
     */
    public static Path require(String program, String origin) {
        return find(program).orElseGet(() -> {
            String absent = program + " is not installed: " + origin;
            return isRequired(program) ? fail(absent) : abort(absent);
        });
    }

    /** Returns whether a test that lacks a program must fail. */
    public static boolean isRequired(String program) {
        return List.of(System.getenv().getOrDefault(REQUIRED, "").split(" ")).contains(program);
    }

    /** Runs a program, asserts that it exits with 0, and returns its output. */
    public static String run(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return exit(command, Map.of()).output();
    }

    /** The end of a program: its exit code, and what it wrote to both outputs. */
    public record Exit(int code, String text) {

        /** Asserts that the program succeeded, and returns its output. */
        public String output() {
            assertThat(code).as(text).isZero();
            return text;
        }
    }

    /** Runs a command without input until it ends. */
    public static Exit exit(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
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
}
