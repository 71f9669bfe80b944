package dev.sluice.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.release.Dockerfile.Instruction;
import dev.sluice.testing.JsonLog;
import dev.sluice.testing.Ports;
import dev.sluice.testing.ProjectCopy;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The instructions of Dockerfile.jvm, carried out without a container: its start has what an earlier one has left. */
@EnabledForJreRange(min = JRE.JAVA_25)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JvmImageIT {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final String MAVEN = "./mvnw ";
    /** Of servers that are not there. */
    private static final Map<String, String> SETTINGS = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
            "SCHEMA_REGISTRY_URL", "http://localhost:1",
            "SLUICE_SECURITY_ANONYMOUS", "publisher",
            "QUARKUS_HTTP_PORT", Integer.toString(Ports.free()),
            "QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free()));

    @TempDir
    Path build;

    @TempDir
    Path image;

    @Test
    void startsFromItsCache() throws Exception {
        // Given
        Dockerfile dockerfile = Dockerfile.read(Path.of("Dockerfile.jvm"));
        buildAsIn(dockerfile.stagesBefore());
        String entrypoint = makeAsIn(dockerfile.lastStage());

        // When
        Path log = image.resolve("log");
        Process process = started(
                "exec "
                        + entrypoint.replace(
                                "java ",
                                "java -XX:AOTMode=on -Xlog:class+load:file=classes -Xlog:aot+codecache+init:file=code "),
                Redirect.to(log.toFile()));
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> Files.readString(log).contains("started in") || !process.isAlive());
            process.destroy();
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }

        // Then
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(JsonLog.read(log)).isNotEmpty();
        assertThat(Files.readAllLines(image.resolve("classes")))
                .filteredOn(line -> line.contains("source: shared objects file"))
                .hasSizeGreaterThan(8000)
                .anyMatch(line -> line.contains(" dev.sluice."));
        assertThat(Files.readString(image.resolve("code")))
                .as("machine code of the processor that builds")
                .doesNotContain("AOT code entries");
    }

    private void buildAsIn(List<Instruction> stages) throws Exception {
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

    /** Gives what starts it. */
    private String makeAsIn(List<Instruction> stage) throws Exception {
        String entrypoint = "[]";
        for (Instruction each : stage) {
            switch (each.name()) {
                case "COPY" -> run("cp -r " + each.arguments().replace("--from=build /build", build.toString()));
                case "RUN" -> run(each.arguments());
                case "ENTRYPOINT" -> entrypoint = each.arguments();
                default -> assertThat(each.name()).isIn("FROM", "WORKDIR", "USER", "EXPOSE");
            }
        }
        return String.join(" ", new ObjectMapper().readValue(entrypoint, String[].class));
    }

    private void run(String script) throws IOException, InterruptedException {
        Process process = started(script, Redirect.PIPE);
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process started(String script, Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .directory(image.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().merge("PATH", JAVA.toString(), (path, java) -> java + ":" + path);
        builder.environment().putAll(SETTINGS);
        return builder.start();
    }
}
