package dev.sluice.declaration;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.ManyEventTypes;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Programs;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package in production, with the event types of a folder and without the example. */
@QuarkusIntegrationTest
class MountedEventTypesIT {

    private static final Path GUIDE = Path.of("docs/how-to/your-events.md");
    private static final Pattern COMMANDS = Pattern.compile("```sh\n([^`]+)```");
    private static final int TYPES = 200;

    @TempDir
    Path folder;

    DevServicesContext devServices;

    private final String port = Integer.toString(Ports.free());
    private final String managementPort = Integer.toString(Ports.free());

    /** Returns the settings of production on the test's servers, with a new database. */
    private Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new DevServers(devServices).settingsWithDatabase("mounted");
        settings.put("quarkus.profile", "prod");
        settings.put("quarkus.http.port", port);
        settings.put("quarkus.management.port", managementPort);
        settings.put("sluice.event-types.location", folder.toString());
        settings.put("sluice.topics.defaults.replication-factor", "1");
        settings.put("sluice.topics.defaults.min-insync-replicas", "1");
        settings.put("sluice.security.anonymous", "publisher");
        settings.put("sluice.shutdown.delay", "0s");
        return settings;
    }

    @Test
    void servesEveryTypeOfAFolder() throws Exception {
        // Given
        ManyEventTypes.write(folder, TYPES);
        Map<String, String> settings = settings();

        // When
        int init = PackagedApplication.run(
                "mounted-event-types-init",
                settings,
                Map.of("quarkus.profile", "prod", "sluice.roles", "task", "quarkus.init-and-exit", "true"));
        try (ChildProcess process =
                new ChildProcess(PackagedApplication.command(settings), Path.of("target", "mounted-event-types.log"))) {
            awaitReady(process);
            SluiceApi sluice = SluiceApi.at(URI.create("http://localhost:" + port));
            List<String> types = sluice.get("/event-types").extract().path("name");
            Set<String> published = new HashSet<>();
            for (String type : types) {
                String description =
                        sluice.get("/event-types/" + type).extract().asString();
                sluice.publish(type, example(description)).statusCode(201);
                published.add(type);
            }

            // Then
            assertThat(init).isZero();
            assertThat(tables(settings))
                    .containsExactly("event", "flyway_schema_history", "idempotency_key", "projection_position");
            assertThat(published).hasSize(TYPES).allMatch(type -> type.startsWith("many.event-"));
            EventLog log = new DevServers(devServices).log();
            assertThat(ManyEventTypes.topics()
                            .flatMap(topic -> log.all(topic, entry -> true).stream())
                            .peek(entry ->
                                    assertThat(log.decode(entry).get("subject")).isNotNull())
                            .map(EventLog.Entry::type))
                    .containsExactlyInAnyOrderElementsOf(published);
        }
    }

    private static List<String> tables(Map<String, String> settings) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"), settings.get("quarkus.datasource.username"), "");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static String example(String description) throws IOException {
        return new ObjectMapper().readTree(description).get("example").toString();
    }

    private void awaitReady(ChildProcess process) {
        await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive()).isTrue();
            given().get("http://localhost:" + managementPort + "/q/health/ready")
                    .then()
                    .statusCode(200);
        });
    }

    @Test
    void runsTheGuide() throws IOException {
        // Given
        DevServers servers = new DevServers(devServices);
        String commands = COMMANDS.matcher(Files.readString(GUIDE))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```(sh)?", ""))
                .collect(Collectors.joining("\n"))
                .replace("localhost:9092", servers.kafka())
                .replace("http://localhost:8081/apis/ccompat/v7", servers.registry())
                .replace("localhost:8080", "localhost:" + port)
                .replace("localhost:9000", "localhost:" + managementPort);
        String script = "set -e\ntrap 'kill $(jobs -p) && wait' EXIT\ncd " + folder + "\n" + commands;
        Map<String, String> environment = Map.of(
                "SLUICE",
                String.join(" ", PackagedApplication.command(Path.of("").toAbsolutePath(), Map.of())),
                "SLUICE_SHUTDOWN_DELAY",
                "0s",
                "QUARKUS_HTTP_PORT",
                port,
                "QUARKUS_MANAGEMENT_PORT",
                managementPort);

        // When
        String output =
                Programs.exit(List.of("bash", "-c", script), environment).output();

        // Then
        assertThat(output).contains("HTTP/1.1 201 Created", "\"pointer\":\"/place/zone\"", "\"pointer\":\"/at\"");
        EventLog log = servers.log();
        assertThat(log.all("visits", entry -> entry.key().equals("visitor-1")))
                .singleElement()
                .satisfies(entry -> {
                    GenericRecord event = log.decode(entry);
                    assertThat(event.getSchema().getFullName()).isEqualTo("com.acme.visits.event.VisitRecorded");
                });
    }
}
