package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.NativeReport.Requirement;
import dev.sluice.testing.ProjectCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The native image contains everything that Sluice looks up by name. The test reads the configuration that Quarkus generates for
 * native-image, so it needs no GraalVM (docs/adr/0014-native.md).
 */
class NativeReportIT {

    private static final Path PROJECT = Path.of("target/native-report");

    private static NativeReport report;

    static List<Named<List<Requirement>>> requirements() throws IOException {
        List<Named<List<Requirement>>> requirements = new ArrayList<>(List.of(
                Named.of("JSON records", LookedUpByName.json()),
                Named.of("invokers of channel methods", LookedUpByName.invokers()),
                Named.of("classes of Kafka settings", LookedUpByName.kafkaClients()),
                Named.of("config constraints", LookedUpByName.configConstraints()),
                Named.of("lz4 in Java", LookedUpByName.lz4()),
                Named.of("signals", LookedUpByName.signals()),
                Named.of("resources", LookedUpByName.resources())));
        if (hasSchemas()) {
            requirements.add(Named.of("Avro classes", LookedUpByName.avro()));
        }
        return requirements;
    }

    /** A project without event types has no Avro classes. */
    static boolean hasSchemas() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            return files.anyMatch(file -> file.toString().endsWith(".avsc"));
        }
    }

    @BeforeAll
    static void build() throws Exception {
        if (Files.exists(PROJECT)) {
            DevServers.deleteDirectory(PROJECT);
        }
        // The full name of the goal: to resolve a prefix, Maven needs all plugins of the POM, and some may not be
        // downloaded.
        ProjectCopy.Build build = ProjectCopy.in(PROJECT, "pom.xml", "src/main", "target/classes")
                .maven("-Dnative", "-Dquarkus.native.sources-only=true", "io.quarkus:quarkus-maven-plugin:build");
        assertThat(build.exit()).as(build.output()).isZero();
        try (Stream<Path> files = Files.list(PROJECT.resolve("target/native-sources"))) {
            report = NativeReport.of(files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findAny()
                    .orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("requirements")
    void containsEveryRequiredEntry(List<Requirement> requirements) {
        assertThat(requirements).isNotEmpty().allMatch(report::has);
    }

    @ParameterizedTest
    @MethodSource("requirements")
    void detectsEachMissingEntry(List<Requirement> requirements) {
        assertThat(requirements).isNotEmpty().allSatisfy(requirement -> {
            NativeReport reduced = report.without(requirement);
            assertThat(requirements).filteredOn(other -> !reduced.has(other)).contains(requirement);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields"})
    @EnabledIf("hasSchemas")
    void detectsMissingMembers(String member) throws IOException {
        NativeReport reduced = report.without(member);
        assertThat(LookedUpByName.avro()).isNotEmpty().noneMatch(reduced::has);
    }
}
