package dev.sluice.example.orders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Programs;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the curl commands of README.md and docs. Each line of the plain code block after a command must be a line of the command's
 * output. A command without such a block is not run.
 */
@QuarkusTest
@EnabledIf("hasCurl")
class HowToTest {

    ManagementPort management;

    private static final Pattern COMMAND_AND_OUTPUT = Pattern.compile("```sh\n(curl [^`]+)```\n+```\n([^`]+)```");

    @TestHTTPResource
    URI server;

    static boolean hasCurl() {
        return Programs.find("curl").isPresent();
    }

    static List<Path> guides() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.filter(Files::isRegularFile))
                    .filter(HowToTest::hasCommands)
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasCommands(Path guide) {
        try {
            return COMMAND_AND_OUTPUT.matcher(Files.readString(guide)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("guides")
    void printsDocumentedOutput(Path guide) throws IOException {
        management.awaitReady();
        List<MatchResult> commands =
                COMMAND_AND_OUTPUT.matcher(Files.readString(guide)).results().toList();
        for (MatchResult command : commands) {
            // When
            List<String> output = run(command.group(1));

            // Then
            assertThat(output).containsAll(command.group(2).lines().toList());
        }
    }

    private List<String> run(String command) throws IOException {
        String onTestPort = command.replace("localhost:8080", server.getHost() + ":" + server.getPort());
        Process process = new ProcessBuilder("sh", "-c", onTestPort)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
    }
}
