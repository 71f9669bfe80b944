package dev.sluice.operations.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs of Debian's package "prometheus". A test that needs one is skipped where it is not installed, but not in CI. */
final class PrometheusBinary {

    /** Set where the absence of the programs is a failure. */
    private static final String REQUIRED = "SLUICE_REQUIRE_PROMETHEUS";

    private PrometheusBinary() {}

    static Path require(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String absent = program + " is not installed: apt-get install prometheus";
                    return System.getenv(REQUIRED) == null ? abort(absent) : fail(absent);
                });
    }

    /** Runs {@code promtool}, which must find nothing wrong. */
    static void promtool(File input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(require("promtool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(input)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
