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
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the machine that tests are run on. A test that needs one is skipped where there is none, but not in CI. */
public final class Programs {

    /** Those whose absence is a failure, separated by spaces. */
    private static final String REQUIRED = "SLUICE_REQUIRE_PROGRAMS";

    private Programs() {}

    /** The program, if it is installed. */
    public static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The program; without it the test is skipped, or fails where it has to be.
     *
     * @param origin how it is installed
     */
    public static Path require(String program, String origin) {
        return find(program).orElseGet(() -> {
            String absent = program + " is not installed: " + origin;
            boolean isRequired = List.of(
                            System.getenv().getOrDefault(REQUIRED, "").split(" "))
                    .contains(program);
            return isRequired ? fail(absent) : abort(absent);
        });
    }

    /** Runs a program, which must end with 0, and gives what it printed. */
    public static String run(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
