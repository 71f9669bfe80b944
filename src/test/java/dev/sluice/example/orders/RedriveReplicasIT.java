package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DeadLetterTopic;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.Replica;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redrives on two replicas send each dead letter once, even if one replica is killed or fenced. */
@QuarkusIntegrationTest
class RedriveReplicasIT {

    private static final int DEAD_LETTERS = 1_000;
    private static final int BEFORE = 300;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private EventLog log;
    private DeadLetterTopic topic;

    @BeforeEach
    void addDeadLetters() {
        log = new DevServers(devServices).log();
        topic = new DeadLetterTopic(
                new DevServers(devServices).kafka(), Orders.DOMAIN.results().notices());
        topic.add(DEAD_LETTERS, i -> topic.redrivable("k" + i));
    }

    /** Starts a redrive and returns its lines as they arrive. */
    private BufferedReader redrive(URI replica, int rate) throws IOException, InterruptedException {
        String query = "/dead-letters/redrive?dry-run=false&topic=" + topic.name() + "&rate=" + rate;
        var answer = http.send(
                HttpRequest.newBuilder(replica.resolve(query))
                        .timeout(LIMIT)
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static void awaitLines(BufferedReader lines, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(lines.readLine()).contains("\"sent\"");
        }
    }

    private static JsonPath summary(BufferedReader lines) {
        return JsonPath.from(lines.lines().reduce((one, next) -> next).orElseThrow());
    }

    private List<String> sent() {
        return topic.sentTo(topic.original(), log).stream()
                .map(EventLog.Entry::key)
                .toList();
    }

    private static List<String> keys() {
        return IntStream.range(0, DEAD_LETTERS).mapToObj(i -> "k" + i).toList();
    }

    @Test
    void redriveResumesAfterAKilledReplica() throws Exception {
        // Given
        Replica other = Replica.start("redrive-killed", devServices.devServicesProperties());
        try (BufferedReader killed = redrive(other.address(), 200)) {
            awaitLines(killed, BEFORE);
        } finally {
            other.kill();
        }

        // When
        JsonPath summary;
        try (BufferedReader repeated = redrive(server, 10_000)) {
            summary = summary(repeated);
        }

        // Then
        assertThat(summary.getString("end")).isEqualTo("complete");
        assertThat(summary.getInt("sent")).isBetween(1, DEAD_LETTERS - BEFORE);
        assertThat(sent()).containsExactlyInAnyOrderElementsOf(keys());
    }

    @Test
    void redriveTakesOverFromAnotherReplica() throws Exception {
        try (Replica other = Replica.start("redrive-slow", devServices.devServicesProperties());
                BufferedReader slow = redrive(other.address(), 200)) {
            // Given
            awaitLines(slow, BEFORE);

            // When
            JsonPath second;
            try (BufferedReader fast = redrive(server, 10_000)) {
                second = summary(fast);
            }
            JsonPath first = summary(slow);

            // Then
            assertThat(second.getString("end")).isEqualTo("complete");
            assertThat(first.getString("end")).isEqualTo("failed");
            assertThat(first.getString("problem.type")).isEqualTo("urn:sluice:problem:redrive-taken-over");
            assertThat(sent()).containsExactlyInAnyOrderElementsOf(keys());
        }
    }

    @Test
    void disconnectingStopsTheRedrive() throws Exception {
        // Given
        BufferedReader slow = redrive(server, 50);
        awaitLines(slow, 50);

        // When
        slow.close();

        // Then
        // Rejected until the first redrive has noticed that its client disconnected.
        AtomicReference<BufferedReader> rest = new AtomicReference<>();
        await().untilAsserted(() -> rest.set(redrive(server, 10_000)));
        assertThat(summary(rest.get()).getInt("sent")).isGreaterThan(DEAD_LETTERS / 2);
        assertThat(sent()).containsExactlyInAnyOrderElementsOf(keys());
    }
}
