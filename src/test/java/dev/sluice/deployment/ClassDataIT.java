package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The JVM loads classes from the class data sharing archive of the package. */
@EnabledIf("isJarPackage")
class ClassDataIT {

    private static final Path PACKAGE = Path.of("target/quarkus-app");
    private static final String FROM_ARCHIVE = "source: shared objects file (top)";

    static boolean isJarPackage() {
        return Files.isDirectory(PACKAGE);
    }

    @Test
    void loadsClassesFromTheArchive() throws Exception {
        // When
        List<String> loaded = loadedClasses();

        // Then
        assertThat(loaded.stream().filter(line -> line.contains(FROM_ARCHIVE))).hasSizeGreaterThan(2000);
        assertThat(loaded).anyMatch(line -> line.contains(" dev.sluice.") && line.contains(FROM_ARCHIVE));
    }

    /** Returns the JVM's class loading log of a start that exits before it connects to a server. */
    private static List<String> loadedClasses() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:SharedArchiveFile=app-cds.jsa",
                        "-Xlog:class+load",
                        "-Dquarkus.appcds.generate=true",
                        "-jar",
                        "quarkus-run.jar")
                .directory(PACKAGE.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            process.waitFor();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
