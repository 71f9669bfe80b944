package dev.sluice.deployment;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Ports;
import dev.sluice.testing.ProjectCopy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Dev mode in a copy of the project: one start, which the last test kills. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DevModeIT {

    private static final String SCHEMA = """
            {
              "type": "record", "name": "InvoiceSent", "namespace": "com.acme.invoices.event",
              "event": "invoice.sent", "topic": "invoices", "key": "accountId",
              "fields": [{"name": "accountId", "type": "string"}]
            }
            """;
    private static final Path FILE = Path.of("src/main/avro/InvoiceSent.avsc");
    private static final Path SOURCE =
            Path.of("target/generated-sources/avsc/com/acme/invoices/event/InvoiceSent.java");

    @TempDir
    static Path project;

    private static final int HTTP = Ports.free();
    private static final int KAFKA = Ports.free();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ChildProcess dev;

    @BeforeAll
    static void startDevMode() throws IOException {
        ProjectCopy.in(project, "pom.xml", "src/main", ".mvn/jvm.config");
        dev = devMode(HTTP, "dev.log");
        await().atMost(LONG_LIMIT.multipliedBy(2)).until(() -> log("dev.log").contains("Live Coding activated"));
    }

    @AfterAll
    static void stopDevMode() {
        dev.close();
    }

    private static ChildProcess devMode(int port, String log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "quarkus:dev",
                "-Ddebug=false",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + Ports.free(),
                "-Dsluice.devservices.kafka.port=" + KAFKA));
        return new ChildProcess(command, project.resolve(log));
    }

    private static String log(String name) throws IOException {
        return Files.readString(project.resolve(name));
    }

    /** Publishes an event. The request reloads the application if a source has changed. */
    private static HttpResponse<String> publish() throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + HTTP + "/events/invoice.sent"))
                        .header("Content-Type", "application/json")
                        .timeout(LONG_LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"accountId\":\"a\"}"))
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    private static void awaitStatus(int status) {
        await().atMost(LONG_LIMIT).until(() -> publish().statusCode() == status);
    }

    @TestFactory
    Stream<DynamicTest> developsUntilItIsKilled() {
        return Stream.of(
                dynamicTest("a schema is removed", this::removesEventTypeOnceItsGeneratedSourceIsDeleted),
                dynamicTest("a schema is invalid", this::errorPageNamesFileUntilItIsFixed),
                dynamicTest("a second instance starts", this::secondInstanceNamesThePortThatIsInUse),
                dynamicTest("the process is killed", this::endsItsServersWhenItIsKilled));
    }

    private void removesEventTypeOnceItsGeneratedSourceIsDeleted() throws Exception {
        // Given
        Files.writeString(project.resolve(FILE), SCHEMA);
        awaitStatus(201);
        Files.delete(project.resolve(FILE));
        Path reloaded = project.resolve("src/main/resources/application.properties");
        Files.writeString(reloaded, Files.readString(reloaded) + "\n# Reload.\n");
        awaitStatus(500);
        assertThat(publish().body())
                .contains("InvoiceSent: its .avsc file no longer exists. Delete the source that was generated from it, "
                        + SOURCE);

        // When
        Files.delete(project.resolve(SOURCE));

        // Then
        awaitStatus(404);
        assertThat(log("dev.log")).doesNotContain("CodeCache is full");
    }

    private void errorPageNamesFileUntilItIsFixed() throws Exception {
        Map<String, String> errorByFile = Map.of(
                "{\"type\": oops",
                "Unrecognized token",
                SCHEMA.replace("}]", "}, {\"name\": \"accountId\", \"type\": \"string\"}]"),
                "Duplicate field accountId",
                SCHEMA.replace("InvoiceSent", "Override"),
                "has a name that the generated code uses");
        for (Map.Entry<String, String> invalid : errorByFile.entrySet()) {
            // When
            Files.writeString(project.resolve(FILE), invalid.getKey());

            // Then
            await().atMost(LONG_LIMIT).untilAsserted(() -> {
                HttpResponse<String> page = publish();
                assertThat(page.statusCode()).isEqualTo(500);
                assertThat(page.body()).contains(FILE.toString(), invalid.getValue());
            });
        }

        // When
        Files.writeString(project.resolve(FILE), SCHEMA);

        // Then
        awaitStatus(201);
    }

    private void secondInstanceNamesThePortThatIsInUse() throws Exception {
        // When
        try (ChildProcess second = devMode(Ports.free(), "second.log")) {
            int exit = second.awaitExit();

            // Then
            assertThat(exit).as(log("second.log")).isNotZero();
            assertThat(log("second.log"))
                    .contains("kafka cannot listen on localhost:" + KAFKA)
                    .contains("set sluice.devservices.kafka.port");
        }
    }

    private void endsItsServersWhenItIsKilled() {
        // Given
        List<ProcessHandle> children = children();
        assertThat(children)
                .extracting(child -> child.info().commandLine().orElse(""))
                .anyMatch(command -> command.contains("quarkus.http.port"))
                .anyMatch(command -> command.contains("bin/postgres"));

        // When
        children.stream().filter(DevModeIT::isDevMode).forEach(ProcessHandle::destroyForcibly);

        // Then
        await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Returns all processes except Maven's whose command line names the project. */
    private static List<ProcessHandle> children() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(command -> command.contains(project.toString()))
                        .filter(command -> !command.contains("org.codehaus.plexus.classworlds"))
                        .isPresent())
                .toList();
    }

    private static boolean isDevMode(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("sluice-dev.jar");
    }
}
