package dev.sluice.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCheckTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private boolean passes(Path temporary, boolean isNative) {
        return new HostCheck(temporary, directory, isNative, new PrintStream(output, true, UTF_8)).passes();
    }

    private void limit(String file, String limit) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, limit + "\n");
    }

    @ParameterizedTest
    @CsvSource({"memory.max,134217728", "memory/memory.limit_in_bytes,134217728"})
    void warnsOfAMemoryLimitThatIsTooLow(String file, String limit) throws Exception {
        // Given
        limit(file, limit);

        // Then
        assertThat(passes(directory, false)).isTrue();
        assertThat(new ObjectMapper()
                        .readTree(output.toByteArray())
                        .get("message")
                        .asText())
                .startsWith("The memory limit is 128 MiB");
    }

    @ParameterizedTest
    @CsvSource({"memory.max,max", "memory.max,805306368", "memory/memory.limit_in_bytes,9223372036854771712"})
    void acceptsOtherLimits(String file, String limit) throws Exception {
        // Given
        limit(file, limit);

        // Then
        assertThat(passes(directory, false)).isTrue();
        assertThat(output.toString(UTF_8)).isEmpty();
    }

    @Test
    void doesNotStartWithoutATemporaryFolder() throws Exception {
        // Given
        Path absent = directory.resolve("absent");

        // Then
        assertThat(passes(absent, true)).isTrue();
        assertThat(passes(absent, false)).isFalse();
        assertThat(new ObjectMapper()
                        .readTree(output.toByteArray())
                        .get("message")
                        .asText())
                .startsWith(absent + " is not writable.");
    }
}
