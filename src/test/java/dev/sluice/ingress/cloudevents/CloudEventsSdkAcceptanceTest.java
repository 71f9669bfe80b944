package dev.sluice.ingress.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Programs;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The official CloudEvents SDK for JavaScript against Sluice. Skipped without Node and npm, and if the npm registry cannot be reached.
 */
@QuarkusTest
class CloudEventsSdkAcceptanceTest {

    private static final String SDK = "cloudevents@10.0.0";
    private static final Path MODULES = Path.of("target/cloudevents-sdk");
    private static final Path SCRIPT = Path.of("src/test/js/cloudevents.js");
    private static final Domain DOMAIN = Domain.PARCELS;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORIGIN = "apt-get install nodejs npm";

    @TestHTTPResource("/events")
    URI events;

    DevServicesContext devServices;

    private final String key = "sdk-" + UUID.randomUUID();

    /** Installs the SDK once. Requests to the npm registry time out after 20 seconds. */
    @BeforeAll
    static void install() {
        Programs.require("node", ORIGIN);
        Path npm = Programs.require("npm", ORIGIN);
        if (!Files.isDirectory(MODULES.resolve("node_modules/cloudevents/dist"))) {
            var install = Programs.exit(
                    List.of(
                            npm.toString(),
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--no-save",
                            "--ignore-scripts",
                            "--fetch-timeout=20000",
                            "--fetch-retries=0",
                            "--prefix=" + MODULES,
                            SDK),
                    Map.of());
            assumeTrue(install.code() == 0, () -> "The SDK cannot be installed: " + install.text());
        }
    }

    private JsonNode run(String command, String input) throws JsonProcessingException {
        String output = Programs.exit(
                        List.of(Programs.require("node", ORIGIN).toString(), SCRIPT.toString(), command, input),
                        Map.of(
                                "NODE_PATH",
                                MODULES.resolve("node_modules").toAbsolutePath().toString(),
                                "SLUICE_EVENTS",
                                events.toString()))
                .output();
        return JSON.readTree(output);
    }

    private JsonNode publish(String mode) throws JsonProcessingException {
        return run(mode, "{\"type\":\"%s\",\"data\":%s}".formatted(DOMAIN.type("paid"), DOMAIN.paid("parcel-1", key)));
    }

    private List<Entry> written(int count) {
        return new DevServers(devServices)
                .log()
                .await(
                        DOMAIN.topic(),
                        count,
                        entry -> key.equals(entry.key()) && DOMAIN.type("paid").equals(entry.type()));
    }

    @Test
    void publishesInBinaryMode() throws JsonProcessingException {
        assertPublished(publish("binary"));
    }

    @Test
    void publishesInStructuredMode() throws JsonProcessingException {
        assertPublished(publish("structured"));
    }

    private void assertPublished(JsonNode answer) {
        assertThat(answer.at("/status").asInt()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.at("/body/id")).isEqualTo(answer.at("/events/0/id"));
        assertThat(written(1)).singleElement().satisfies(entry -> assertThat(entry.headers())
                .containsEntry("event-id", answer.at("/body/id").asText())
                .containsEntry("ce_subject", "a subject")
                .containsEntry("ce_myext", "value"));
    }

    @Test
    void publishesInBatchedMode() throws JsonProcessingException {
        JsonNode answer = publish("batch");

        assertThat(answer.at("/status").asInt()).as(answer.toString()).isEqualTo(207);
        for (int i = 0; i < 2; i++) {
            assertThat(answer.at("/body/results/" + i + "/receipt/id")).isEqualTo(answer.at("/events/" + i + "/id"));
        }
        assertThat(written(2)).hasSize(2);
    }

    /** The SDK parses the headers of the record, as those of the Kafka binding's binary mode. */
    @Test
    void parsesRecordOfPublishedEvent() throws JsonProcessingException {
        // Given
        JsonNode published = publish("structured");
        Map<String, String> headers = new HashMap<>(written(1).get(0).headers());

        // When
        JsonNode parsed = run("kafka", JSON.writeValueAsString(headers));

        // Then
        for (String attribute : List.of("id", "source", "type", "time", "subject", "myext", "specversion")) {
            assertThat(parsed.get(attribute))
                    .as(attribute)
                    .isEqualTo(published.at("/events/0").get(attribute));
        }
    }
}
