package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.deployment.annotations.BuildStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Quarkus runs only the build steps of classes that {@code quarkus-build-steps.list} names. */
@Execution(ExecutionMode.CONCURRENT)
class BuildStepsTest {

    @Test
    void listsEveryClassWithABuildStep() throws IOException {
        // Given
        List<String> processors = new ClassFileImporter()
                .importPackagesOf(BuildStepsTest.class).stream()
                        .filter(type ->
                                type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(BuildStep.class)))
                        .map(type -> type.getName())
                        .toList();

        // When
        List<String> listed = Files.readAllLines(Path.of("src/main/resources/META-INF/quarkus-build-steps.list"));

        // Then
        assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(processors);
    }
}
