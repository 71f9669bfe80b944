package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ProjectCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema check in a real Maven build, on a partial copy of the project. */
class BuildIT {

    private static final Path SCHEMA = Path.of("src/main/avro/example/orders/OrderCancelled.avsc");

    @TempDir
    Path project;

    private ProjectCopy copy;

    record Build(int exit, List<String> errors) {}

    @BeforeEach
    void copyProject() throws IOException {
        copy = ProjectCopy.in(
                project,
                "pom.xml",
                "src/main/avro",
                "src/main/avro-released",
                "src/main/java/dev/sluice/compatibility",
                ".mvn/jvm.config");
    }

    @Test
    void failsBuildWithOneMessageForRenamedField() throws Exception {
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
                .startsWith(SCHEMA + ": field `reason` was renamed to `cause` without an alias: ");
    }

    @Test
    void failsBuildForNewRequiredField() throws Exception {
        // Given
        change("\"fields\": [", "\"fields\": [{\"name\": \"by\", \"type\": \"string\"},");

        // When
        Build build = build("initialize");

        // Then
        assertThat(build.exit()).isNotZero();
        assertThat(build.errors()).anyMatch(line -> line.startsWith(SCHEMA + ": field `by` is new and has no default"));
    }

    @Test
    void releasesSchemaWithNewOptionalField() throws Exception {
        // Given
        change("\"fields\": [", "\"fields\": [{\"name\": \"by\", \"type\": \"string\", \"default\": \"\"},");

        // When
        Build build = build("initialize", "-Prelease-schemas");

        // Then
        assertThat(build).isEqualTo(new Build(0, List.of()));
        assertThat(project.resolve("src/main/avro-released/dev.sluice.example.orders.event.OrderCancelled/2.avsc"))
                .content()
                .contains("\"by\"");
    }

    private void change(String text, String other) throws IOException {
        Path schema = project.resolve(SCHEMA);
        Files.writeString(schema, Files.readString(schema).replace(text, other));
    }

    private Build build(String... arguments) throws IOException, InterruptedException {
        ProjectCopy.Build build = copy.maven(arguments);
        return new Build(
                build.exit(),
                build.output()
                        .lines()
                        .filter(line -> line.startsWith("[ERROR]"))
                        .map(line -> line.substring("[ERROR]".length()).trim())
                        .toList());
    }
}
