package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.MainClasses;
import io.quarkus.deployment.annotations.BuildStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Quarkus runs only the build steps of classes that {@code quarkus-build-steps.list} names. */
class BuildStepsTest {

    @Test
    void listsEveryClassWithABuildStep() throws IOException {
        // Given
        List<String> processors =
                MainClasses.with(BuildStep.class).stream().map(Class::getName).toList();

        // When
        List<String> listed = Files.readAllLines(Path.of("src/main/resources/META-INF/quarkus-build-steps.list"));

        // Then
        assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(processors);
    }
}
