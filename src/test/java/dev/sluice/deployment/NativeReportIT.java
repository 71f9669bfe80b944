package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.NativeReport.Need;
import dev.sluice.testing.ProjectCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A native image finds by name what Sluice looks up: asked of the sources that Quarkus gives native-image, which need no
 * GraalVM (docs/adr/0014-native.md).
 */
class NativeReportIT {

    private static final Path PROJECT = Path.of("target/native-report");

    private static NativeReport report;

    static List<Named<List<Need>>> needs() throws IOException {
        return List.of(
                Named.of("Avro's classes", NativeNeeds.avro()),
                Named.of("JSON's records", NativeNeeds.json()),
                Named.of("what Kafka's clients make", NativeNeeds.clients()),
                Named.of("limits of the configuration", NativeNeeds.limits()),
                Named.of("lz4 in Java", NativeNeeds.codecs()),
                Named.of("signals", NativeNeeds.signals()),
                Named.of("resources", NativeNeeds.resources()));
    }

    @BeforeAll
    static void build() throws Exception {
        if (Files.exists(PROJECT)) {
            Folders.delete(PROJECT);
        }
        // By its full name: Maven looks into all plugins of the pom for a short one, and some were never fetched.
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
    @MethodSource("needs")
    void allIsThere(List<Need> needs) {
        assertThat(needs).isNotEmpty().allMatch(report::has);
    }

    @ParameterizedTest
    @MethodSource("needs")
    void oneThatIsNotIsNoticed(List<Need> needs) {
        assertThat(needs).isNotEmpty().allSatisfy(need -> {
            NativeReport less = report.without(need);
            assertThat(needs).filteredOn(other -> !less.has(other)).contains(need);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields"})
    void aClassWithoutItsMembersIsNoticed(String member) throws IOException {
        NativeReport less = report.without(member);
        assertThat(NativeNeeds.avro()).isNotEmpty().noneMatch(less::has);
    }
}
