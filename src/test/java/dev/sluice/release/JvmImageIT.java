package dev.sluice.release;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.release.Dockerfile.Instruction;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.JsonLog;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Programs;
import dev.sluice.testing.ProjectCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Runs the instructions of Dockerfile.jvm without a container, and starts the result: the start uses the AOT cache of the build. */
@EnabledForJreRange(min = JRE.JAVA_25)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JvmImageIT {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final String MAVEN = "./mvnw ";
    /** Points Kafka and the registry to a port where no server listens. */
    private static final String SETTINGS = "KAFKA_BOOTSTRAP_SERVERS=localhost:1 SCHEMA_REGISTRY_URL=http://localhost:1"
            + " SLUICE_SECURITY_ANONYMOUS=publisher"
            + " QUARKUS_HTTP_PORT=" + Ports.free()
            + " QUARKUS_MANAGEMENT_PORT=" + Ports.free();
    /** Logs where classes and machine code come from. {@code AOTMode=on} fails the start if there is no usable cache. */
    private static final String AOT_LOGGING =
            "-XX:AOTMode=on -Xlog:class+load:file=classes -Xlog:aot+codecache+init:file=code ";

    @TempDir
    Path build;

    @TempDir
    Path image;

    @Test
    void startsFromItsCache() throws Exception {
        // Given
        Dockerfile dockerfile = Dockerfile.read(Path.of("Dockerfile.jvm"));
        runBuildStages(dockerfile.buildStages());
        String entrypoint = runLastStage(dockerfile.lastStage());

        // When
        Path log = image.resolve("log");
        int exit;
        try (ChildProcess process = new ChildProcess(
                List.of("sh", "-c", inImage("exec " + entrypoint.replace("java ", "java " + AOT_LOGGING))), log)) {
            await().atMost(LONG_LIMIT).until(() -> Files.readString(log).contains("started in") || !process.isAlive());
            process.terminate();
            exit = process.awaitExit();
        }

        // Then
        assertThat(exit).as(Files.readString(log)).isZero();
        assertThat(JsonLog.read(log)).isNotEmpty();
        assertThat(Files.readAllLines(image.resolve("classes")))
                .filteredOn(line -> line.contains("source: shared objects file"))
                .hasSizeGreaterThan(8000)
                .anyMatch(line -> line.contains(" dev.sluice."));
        assertThat(Files.readString(image.resolve("code")))
                .as("machine code, which is valid only on the processor of the build")
                .doesNotContain("AOT code entries");
    }

    private void runBuildStages(List<Instruction> stages) throws Exception {
        String arguments = stages.stream()
                .filter(each -> each.name().equals("RUN"))
                .map(Instruction::arguments)
                .filter(run -> run.startsWith(MAVEN) && run.contains(" package "))
                .findAny()
                .orElseThrow();
        ProjectCopy.Build result = ProjectCopy.in(build, "pom.xml", "src/main", "target/classes")
                .maven(arguments.substring(MAVEN.length()).split(" "));
        assertThat(result.exit()).as(result.output()).isZero();
    }

    /** Returns the command line of the entrypoint. */
    private String runLastStage(List<Instruction> stage) throws Exception {
        String entrypoint = "[]";
        for (Instruction each : stage) {
            switch (each.name()) {
                case "COPY" -> run("cp -r " + each.arguments().replace("--from=build /build", build.toString()));
                case "RUN" -> {
                    assertThat(each.arguments())
                            .as("it runs on this machine too, where it must not touch other files")
                            .doesNotContainPattern("[\\s>]/");
                    run(each.arguments());
                }
                case "ENTRYPOINT" -> entrypoint = each.arguments();
                default -> assertThat(each.name()).isIn("FROM", "WORKDIR", "USER", "EXPOSE");
            }
        }
        return String.join(" ", new ObjectMapper().readValue(entrypoint, String[].class));
    }

    private void run(String script) {
        Programs.run(Path.of("sh"), "-c", inImage(script));
    }

    private String inImage(String script) {
        return "cd %s\nexport PATH=%s:$PATH %s\n%s".formatted(image, JAVA, SETTINGS, script);
    }
}
