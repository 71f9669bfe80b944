package dev.sluice.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of the Debian package {@code prometheus}. */
public final class PrometheusBinary {

    private PrometheusBinary() {}

    public static Path require(String program) {
        return Programs.require(program, "apt-get install prometheus");
    }

    /** Runs {@code promtool} and requires it to succeed. */
    public static void promtool(File input, String... arguments) throws IOException, InterruptedException {
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
