package dev.sluice.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that workflows and Dockerfiles pin what they use and have no more permissions than they need. */
class ReleaseFilesTest {

    private static final Pattern USES = Pattern.compile("(?m)^\\s*-?\\s*uses:\\s*(.+)$");
    private static final String PINNED = "[\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";
    private static final String LOCAL = "\\./\\.github/workflows/\\w+\\.yml";
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void pinsEachActionToCommit(Path workflow) throws IOException {
        // When
        List<String> actions = USES.matcher(Files.readString(workflow))
                .results()
                .map(found -> found.group(1))
                .toList();

        // Then
        assertThat(actions).isNotEmpty().allMatch(action -> action.matches(PINNED + "|" + LOCAL));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void grantsOnlyReadPermission(Path workflow) throws IOException {
        // When
        JsonNode parsed = new YAMLMapper().readTree(workflow.toFile());

        // Then
        assertThat(parsed.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        assertThat(parsed.path("jobs")).isNotEmpty().allSatisfy(job -> assertThat(
                        job.has("timeout-minutes") || job.has("uses"))
                .as("has a timeout: %s", job)
                .isTrue());
        assertThat(parsed.findValues("persist-credentials"))
                .hasSameSizeAs(USES.matcher(Files.readString(workflow))
                        .results()
                        .filter(found -> found.group(1).startsWith("actions/checkout@"))
                        .toList());
    }

    /**
     * Failsafe passes {@code -Dquarkus.*} of the command line to the package. In a test with a profile the package does not start with a
     * build-time property that differs from its build.
     */
    @ParameterizedTest
    @MethodSource("workflows")
    void passesNoQuarkusPropertyOnCommandLine(Path workflow) throws IOException {
        assertThat(Files.readString(workflow)).doesNotContain("-Dquarkus.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.native", "Dockerfile.jvm"})
    void pinsBaseImageAndRunsUnprivilegedWithoutShell(String file) throws IOException {
        // When
        String text = Files.readString(Path.of(file));

        // Then
        assertThat(FROM.matcher(text).results().map((MatchResult found) -> found.group(1)))
                .allMatch(image -> image.equals("scratch") || image.matches("[\\w./-]+:[\\w.-]*\\d+\\.\\d[\\w.-]*"));
        String last = text.substring(text.lastIndexOf("\nFROM "));
        assertThat(last).contains("\nUSER 1001\n").containsPattern("\nENTRYPOINT \\[\"");
    }
}
