package dev.sluice.evolution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maven itself, on a copy of the project as far as the check needs it. */
class BuildIT {

    private static final Path SCHEMA = Path.of("src/main/avro/OrderCancelled.avsc");

    @TempDir
    Path project;

    record Build(int exit, List<String> errors) {}

    @BeforeEach
    void copyProject() throws IOException {
        for (String part :
                List.of("pom.xml", "src/main/avro", "src/main/avro-released", "src/main/java/dev/sluice/evolution")) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.createDirectories(project.resolve(file).getParent());
                    Files.copy(file, project.resolve(file));
                }
            }
        }
    }

    @Test
    void aRenamedFieldEndsTheBuildWithOneSentence() throws Exception {
        // Given
        change("\"reason\"", "\"cause\"");

        // When
        Build build = build("initialize");

        // Then
        assertThat(build.exit()).isNotZero();
        assertThat(build.errors())
                .filteredOn(line -> line.contains(".avsc"))
                .singleElement()
                .asString()
                .startsWith("[ERROR] " + SCHEMA + ": field `reason` was renamed to `cause` without an alias: ");
    }

    @Test
    void aNewRequiredFieldEndsTheBuild() throws Exception {
        // Given
        change("\"fields\": [", "\"fields\": [{\"name\": \"by\", \"type\": \"string\"},");

        // When
        Build build = build("initialize");

        // Then
        assertThat(build.exit()).isNotZero();
        assertThat(build.errors())
                .anyMatch(line -> line.startsWith("[ERROR] " + SCHEMA + ": field `by` is new and has no default"));
    }

    @Test
    void oneWithADefaultPassesAndIsReleased() throws Exception {
        // Given
        change("\"fields\": [", "\"fields\": [{\"name\": \"by\", \"type\": \"string\", \"default\": \"\"},");

        // When
        Build build = build("initialize", "-Prelease-schemas");

        // Then
        assertThat(build).isEqualTo(new Build(0, List.of()));
        assertThat(project.resolve("src/main/avro-released/dev.sluice.order.event.OrderCancelled/2.avsc"))
                .content()
                .contains("\"by\"");
    }

    private void change(String text, String other) throws IOException {
        Path schema = project.resolve(SCHEMA);
        Files.writeString(schema, Files.readString(schema).replace(text, other));
    }

    private Build build(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("maven.home"), "bin", "mvn")
                                                .toString(),
                                        "-B",
                                        "-o",
                                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local")),
                                Stream.of(arguments))
                        .toList())
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> errors = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .filter(line -> line.startsWith("[ERROR]"))
                .toList();
        return new Build(process.waitFor(), errors);
    }
}
