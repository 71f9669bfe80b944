package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void onlyWaitsUsesAwaitility() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .filteredOn(file -> contentOf(file.toFile()).contains("org.awaitility." + "Awaitility"))
                    .containsExactly(TESTS.resolve("dev/sluice/testing/Waits.java"));
        }
    }
}
