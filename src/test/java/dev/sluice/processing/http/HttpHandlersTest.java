package dev.sluice.processing.http;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Cause;
import dev.sluice.event.EventRejectedException;
import dev.sluice.metrics.MetricFamily;
import dev.sluice.processing.http.VisitDesk.Request;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP handlers of event types with and without generated classes, which answer in every way. */
@QuarkusTest
@TestProfile(VisitDesk.Profile.class)
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class HttpHandlersTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    VisitDesk desk;
    ManagementPort management;
    EventLog log;
    String key;

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "visitor-" + UUID.randomUUID();
    }

    private static String visit(String key, String note) {
        return """
                {"visitorId":"%s","place":{"name":"Lobby","zone":"STAFF"},"at":"2026-12-01T10:00:00Z","note":"%s"}""".formatted(key, note);
    }

    private UUID publish(String note) {
        return UUID.fromString(sluice.publish("visit.recorded", visit(key, note))
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("id"));
    }

    private List<Entry> replies(int count) {
        return log.await("replies", count, entry -> key.equals(entry.key()));
    }

    private String text(Entry reply) {
        return log.decode(reply).get("text").toString();
    }

    @Test
    void postsEventAsCloudEventWithCredentials() {
        // When
        UUID id = publish("");

        // Then
        replies(2);
        Request request = desk.requests(key).get(0);
        assertThat(request.body()).isEqualTo(visit(key, ""));
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", id.toString())
                .containsEntry("ce-type", "visit.recorded")
                .containsEntry("ce-source", "urn:sluice:topic:visits")
                .containsEntry("ce-partitionkey", key)
                .containsEntry("authorization", "Bearer " + VisitDesk.TOKEN)
                .containsEntry("webhook-id", id.toString())
                .containsKeys("ce-time", "webhook-timestamp")
                .doesNotContainKey("ce-causationid");
        assertThat(request.headers().get("webhook-signature"))
                .isEqualTo(WebhookSignature.of(VisitDesk.SECRET)
                        .sign(
                                id.toString(),
                                Long.parseLong(request.headers().get("webhook-timestamp")),
                                request.body().getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"'',2", "cloud event,1", "cloud events,2", "binary,1", "fail twice,1"})
    void publishesResultsWithDerivedIds(String note, int count) {
        // When
        UUID id = publish(note);

        // Then
        List<Entry> replies = replies(count);
        Cause cause = new Cause(id, "visit.recorded");
        assertThat(replies)
                .extracting(entry -> entry.headers().get("event-id"))
                .containsExactlyElementsOf(IntStream.range(0, count)
                        .mapToObj(i -> cause.resultId("visits/" + i).toString())
                        .toList());
        assertThat(replies)
                .extracting(entry -> entry.headers().get("causation-id"))
                .containsOnly(id.toString());
        assertThat(replies)
                .extracting(this::text)
                .isEqualTo(List.of("first", "second").subList(0, count));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reject | 1 | HTTP handler visits rejected the event with 422: the place is closed",
                "fail | 3 | every call of HTTP handler visits failed, the last with 500",
                "crash | 3 | every call of HTTP handler visits failed, the last with Connection was closed",
                "faulty | 1 | the result of HTTP handler visits is invalid: /1/data/key must be a string; /1/data/method is required"
            })
    void deadLettersEventAndContinues(String note, String attempts, String reason) {
        // When
        publish(note);
        publish("");

        // Then
        assertThat(replies(2)).hasSize(2);
        Entry deadLetter =
                log.await("visits.dlq", 1, entry -> key.equals(entry.key())).get(0);
        assertThat(deadLetter.headers())
                .containsEntry("dead-letter-reason", reason)
                .containsEntry("dead-letter-cause", EventRejectedException.class.getName())
                .containsEntry("dead-letter-attempts", attempts);
        assertThat(desk.requests(key)).hasSize(Integer.parseInt(attempts) + 1);
    }

    @Test
    void deadLettersEventThatEndpointDoesNotAnswer() {
        // When
        sluice.publish("test.hangup", "{\"key\":\"%s\"}".formatted(key)).statusCode(201);

        // Then
        Entry deadLetter =
                log.await("calls.dlq", 1, entry -> key.equals(entry.key())).get(0);
        assertThat(deadLetter.headers())
                .containsEntry("dead-letter-attempts", "3")
                .containsEntry(
                        "dead-letter-reason",
                        "every call of HTTP handler hasty failed, the last with no complete response within 300 ms");
        assertThat(log.all("replies", entry -> key.equals(entry.key()))).isEmpty();
    }

    @Test
    void exposesDocumentedMetrics() throws IOException {
        String metrics = given().accept("text/plain;version=0.0.4")
                .get(management.url("metrics"))
                .asString();
        assertThat(MetricFamily.exposedIn(metrics))
                .filteredOn(family -> family.labels().contains("handler"))
                .containsExactlyInAnyOrderElementsOf(
                        MetricFamily.documentedIn(Files.lines(Path.of("docs/metrics.md"))).stream()
                                .filter(family -> family.labels().contains("handler"))
                                .toList());
        assertThat(metrics)
                .contains("sluice_handler_available{handler=\"visits\"")
                .doesNotContain(VisitDesk.TOKEN);
    }

    @Test
    void waitsForBusyEndpoint() {
        // Given
        long start = System.nanoTime();

        // When
        publish("busy");

        // Then
        assertThat(replies(1)).hasSize(1);
        assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000);
        assertThat(log.all("visits.dlq", entry -> key.equals(entry.key()))).isEmpty();
    }

    @Test
    void doesNotFollowRedirect() {
        // When
        publish("redirect");
        publish("");

        // Then
        replies(2);
        assertThat(desk.requests(key)).extracting(Request::path).containsExactly("/visits", "/visits", "/visits");
    }

    @Test
    void continuesWithOtherTypesWhileEndpointIsSilent() {
        // Given
        sluice.publish("parcel.cancelled", Domain.PARCELS.cancelled("p-" + key, key, "late"))
                .statusCode(201);
        await().until(() ->
                desk.requests.stream().anyMatch(request -> request.path().equals("/silent")));

        // When
        for (int i = 0; i < 20; i++) {
            publish("slow");
        }

        // Then
        assertThat(replies(20)).hasSize(20);
    }

    @Test
    void callsKeysSimultaneouslyAndEachInOrder() {
        // Given
        int keys = 16;
        int events = 8;
        String[] visits = IntStream.range(0, keys * events)
                .mapToObj(i -> event(
                        "visit.recorded",
                        visit(key + "-" + i % keys, "slow").replace("Lobby", Integer.toString(i / keys))))
                .toArray(String[]::new);

        // When
        sluice.publishBatch(batch(visits)).statusCode(207);

        // Then
        List<Entry> replies =
                log.await("replies", keys * events, entry -> entry.key().startsWith(key));
        for (int i = 0; i < keys; i++) {
            String own = key + "-" + i;
            List<String> places =
                    IntStream.range(0, events).mapToObj(Integer::toString).toList();
            assertThat(desk.requests(own))
                    .extracting(request -> request.body().replaceAll(".*\"name\":\"(\\d+)\".*", "$1"))
                    .containsExactlyElementsOf(places);
            assertThat(replies.stream().filter(reply -> own.equals(reply.key())).map(this::text))
                    .extracting(text -> text.replaceAll(".*'name':'(\\d+)'.*", "$1"))
                    .containsExactlyElementsOf(places);
        }
        assertThat(desk.mostOpen()).isGreaterThan(keys / 2);
    }

    @Test
    void keepsResultsWhileTransactionsFail() throws Exception {
        // Given
        int events = 60;
        String[] visits = IntStream.range(0, events)
                .mapToObj(i -> event("visit.recorded", visit(key + "-" + i, "slow")))
                .toArray(String[]::new);

        // When
        sluice.publishBatch(batch(visits)).statusCode(207);
        for (int i = 0; i < 3; i++) {
            new DevServers(devServices).fenceProducers("sluice-processing-visit-desk");
        }

        // Then
        Predicate<Entry> own = entry -> entry.key().startsWith(key);
        assertThat(log.await("replies", events, own)).hasSize(events);
        assertThat(log.all("replies", own)).hasSize(events);
    }

    @Test
    void verifiesCertificateOfEndpoint() {
        // When
        sluice.publish("test.ring", "{\"key\":\"%s\"}".formatted(key)).statusCode(201);

        // Then
        replies(1);
        assertThat(desk.requests(key)).extracting(Request::path).containsExactly("/secure");
    }

    @Test
    void callsHandlerWithEventOfAnotherProducer() {
        // Given
        publish("none");
        Entry event = log.await("visits", 1, entry -> key.equals(entry.key())).get(0);

        // When
        try (var producer = new DevServers(devServices).producer()) {
            producer.send(new ProducerRecord<>("visits", null, event.value()));
        }

        // Then
        await().until(() -> desk.requests(key).size() == 2);
        assertThat(desk.requests(key).get(1).headers())
                .containsEntry("ce-type", "visit.recorded")
                .containsKeys("ce-id", "ce-time")
                .doesNotContainKey("ce-partitionkey");
    }

    @Test
    void publishesResultsOfMethodsAndHandlerTogether() {
        // When
        sluice.publish("test.call", "{\"key\":\"%s\",\"rejectedBy\":\"\"}".formatted(key))
                .statusCode(201);
        sluice.publish("test.call", "{\"key\":\"%s\",\"rejectedBy\":\"uni\"}".formatted(key))
                .statusCode(201);
        sluice.publish("test.ring", "{\"key\":\"%s\"}".formatted(key)).statusCode(201);

        // Then
        List<Entry> replies = replies(11);
        assertThat(replies)
                .extracting(entry -> log.decode(entry).get("method").toString())
                .startsWith("desk", "desk")
                .contains("one", "uni", "blocking")
                .endsWith("severalTypes");
        assertThat(log.await("calls.dlq", 1, entry -> key.equals(entry.key())))
                .extracting(entry -> entry.headers().get("dead-letter-reason"))
                .containsExactly("uni rejects it");
    }
}
