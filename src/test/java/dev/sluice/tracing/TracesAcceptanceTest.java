package dev.sluice.tracing;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.TraceCollector.attribute;
import static dev.sluice.testing.TraceCollector.spanId;
import static dev.sluice.testing.TraceCollector.traceId;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.CloudEventRequest;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TraceCollector;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spans that a collector receives, and the trace context of records. */
@QuarkusTest
@WithTestResource(TraceCollector.class)
public class TracesAcceptanceTest {

    private static final String CLIENT_SPAN = "00f067aa0ba902b7";

    private final SluiceApi sluice = new SluiceApi();

    protected TraceCollector collector;
    DevServicesContext devServices;
    EventLog log;
    String trace;
    protected String key;
    String id;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newTrace() {
        log = new DevServers(devServices).log();
        trace = UUID.randomUUID().toString().replace("-", "");
        key = "key-" + UUID.randomUUID();
        id = "id-" + UUID.randomUUID();
    }

    @Test
    void tracesEventFromRequestToPostgresql() {
        // Given
        SluiceApi client = client("01");

        // When
        client.publish(domain().type("created"), created()).statusCode(201);

        // Then
        Span http = span("POST /events/{type}");
        Span send = span("send " + domain().topic());
        Span process = span("process " + domain().topic(), "sluice-processing");
        assertThat(parentId(http)).isEqualTo(CLIENT_SPAN);
        assertThat(send.getParentSpanId()).isEqualTo(http.getSpanId());
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(attribute(send, "messaging.system")).isEqualTo("kafka");
        assertThat(attribute(send, "messaging.kafka.offset"))
                .isEqualTo(attribute(process, "messaging.kafka.offset"))
                .isNotNull();

        Entry created = one(domain().topic(), domain().type("created"));
        assertThat(created.headers())
                .containsEntry("traceparent", "00-" + trace + "-" + spanId(send) + "-01")
                .doesNotContainKeys("tracestate", "baggage");
        Domain.Results results = domain().results();
        for (String topic : List.of(results.notices(), results.items())) {
            assertThat(entriesOf(topic, trace)).as(topic).isNotEmpty();
        }
        // The status may result from a resulting event.
        eventually().untilAsserted(() -> assertThat(entriesOf(results.status(), trace))
                .isNotEmpty());
        assertThat(entriesOf(results.notices(), trace))
                .allSatisfy(
                        entry -> assertThat(entry.headers().get("traceparent")).contains(spanId(process)));

        Span commit = linking("sluice-processing");
        assertThat(commit.getName()).startsWith("commit");
        assertThat(traceId(commit)).isNotEqualTo(trace);
        Span projection = linking("sluice-projection");
        assertThat(projection.getName()).startsWith("process");
        eventually().untilAsserted(() -> assertThat(collector.childrenOf(projection))
                .extracting(span -> attribute(span, "db.query.text") + attribute(span, "db.statement"))
                .anyMatch(statement -> statement.contains("INSERT INTO event")));
    }

    @Test
    void spansContainNoKeysPayloadsOrQueries() {
        // Given
        client("01").publish(domain().type("created"), created()).statusCode(201);

        // When
        client("01").get("/dead-letters?reason=" + key).statusCode(200);

        // Then
        Span query = span("GET /dead-letters");
        assertThat(attribute(query, "url.query")).isEqualTo("REDACTED");
        linking("sluice-projection");
        assertThat(collector.spans())
                .noneMatch(span -> span.toString().contains(key))
                .noneMatch(span -> span.toString().contains("WIDGET-A"));
    }

    @Test
    void propagatesUnsampledTraceWithoutRecordingIt() {
        // When
        client("00").publish(domain().type("created"), created()).statusCode(201);

        // Then
        for (String topic : List.of(domain().topic(), domain().results().notices())) {
            eventually().untilAsserted(() -> assertThat(entriesOf(topic, trace))
                    .isNotEmpty()
                    .allMatch(entry -> entry.headers().get("traceparent").endsWith("-00")));
        }
        String unsampled = trace;
        awaitSpansOfLaterTrace();
        assertThat(collector.spans(unsampled)).isEmpty();
        assertThat(collector.linkedTo(unsampled)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomic", "batch", "stream"})
    void eventsOfBatchHaveTheTraceOfTheRequest(String request) {
        // Given
        SluiceApi client = client("01");
        String event = event(domain().type("created"), created());

        // When
        switch (request) {
            case "atomic" -> client.publishAtomically(batch(event));
            case "batch" -> client.publishBatch(batch(event));
            default -> client.publishLines(event);
        }

        // Then
        Span http = span("POST /events");
        eventually().untilAsserted(() -> assertThat(entriesOf(domain().topic(), trace))
                .isNotEmpty());
        String sender = one(domain().topic(), domain().type("created"))
                .headers()
                .get("traceparent")
                .substring(36, 52);
        assertThat(sender).isEqualTo(spanId(request.equals("atomic") ? span("send") : http));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/events?atomic=true"})
    void cloudEventHasTheTraceOfItsCreation(String path) {
        // Given
        String creation = UUID.randomUUID().toString().replace("-", "");
        CloudEventRequest event = new CloudEventRequest(domain().type("created"), id, created())
                .with("traceparent", "00-" + creation + "-" + CLIENT_SPAN + "-01");
        boolean isBatch = path.contains("?");

        // When
        if (isBatch) {
            CloudEventRequest.batch(client("01"), path, event.toJson()).statusCode(201);
        } else {
            event.structured(client("01"), path).statusCode(201);
        }

        // Then
        String sender = one(domain().topic(), domain().type("created"))
                .headers()
                .get("traceparent")
                .substring(3, 52);
        if (isBatch) {
            assertThat(sender).isEqualTo(creation + "-" + CLIENT_SPAN);
        } else {
            Span send = eventually()
                    .until(
                            () -> collector.linkedTo(trace).stream()
                                    .filter(span -> span.getName().equals("send " + domain().topic()))
                                    .findFirst(),
                            Optional::isPresent)
                    .get();
            assertThat(parentId(send)).isEqualTo(CLIENT_SPAN);
            assertThat(sender).isEqualTo(creation + "-" + spanId(send));
        }
    }

    @Test
    void eventWithKeyHasTheTraceOfTheRequest() {
        // When
        client("01").withKey(id).publish(domain().type("created"), created()).statusCode(201);

        // Then
        assertThat(one(domain().topic(), domain().type("created")).headers().get("traceparent"))
                .contains(trace);
        Span http = span("POST /events/{type}");
        assertThat(collector.childrenOf(http)).anyMatch(span -> span.getName().startsWith("send"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-trace",
                "00-00000000000000000000000000000000-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-and-more"
            })
    void ignoresInvalidTraceparent(String traceparent) {
        // When
        sluice.with("traceparent", traceparent)
                .publish(domain().type("created"), created())
                .statusCode(201);

        // Then
        assertThat(one(domain().topic(), domain().type("created")).headers().get("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void dropsLongTracestateAndBaggage() {
        // When
        client("01")
                .with(
                        "tracestate",
                        "vendor=" + "x".repeat(250) + ",other=" + "y".repeat(250) + ",third=" + "z".repeat(250))
                .with("baggage", "sender=" + "b".repeat(4000))
                .publish(domain().type("created"), created())
                .statusCode(201);

        // Then
        assertThat(one(domain().topic(), domain().type("created")).headers())
                .containsKey("traceparent")
                .doesNotContainKeys("tracestate", "baggage");
    }

    @Test
    void deadLetterKeepsTheTraceOfThePoisonedRecord() {
        // Given
        String traceparent = "00-" + trace + "-" + CLIENT_SPAN + "-01";
        var record = new ProducerRecord<>(domain().topic(), key.getBytes(UTF_8), "no Avro".getBytes(UTF_8));
        record.headers().add("event-type", domain().type("created").getBytes(UTF_8));
        record.headers().add("traceparent", traceparent.getBytes(UTF_8));

        // When
        try (var producer = new DevServers(devServices).producer()) {
            producer.send(record);
        }

        // Then
        Span process = span("process " + domain().topic(), "sluice-processing");
        assertThat(parentId(process)).isEqualTo(CLIENT_SPAN);
        assertThat(process.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        List<Entry> deadLetters = log.await(domain().topic() + ".dlq", 1, entry -> key.equals(entry.key()));
        assertThat(deadLetters.get(0).headers()).containsEntry("traceparent", traceparent);
    }

    private String created() {
        return domain().created(id, key);
    }

    protected SluiceApi client(String flags) {
        return sluice.with("traceparent", "00-" + trace + "-" + CLIENT_SPAN + "-" + flags);
    }

    /** Waits until the collector has received all earlier spans, by the spans of a later trace. */
    private void awaitSpansOfLaterTrace() {
        newTrace();
        client("01").publish(domain().type("created"), created()).statusCode(201);
        span("POST /events/{type}");
        span("process " + domain().topic(), "sluice-processing");
        linking("sluice-projection");
    }

    private Entry one(String topic, String type) {
        return log.await(topic, 1, entry -> key.equals(entry.key()) && type.equals(entry.type()))
                .get(0);
    }

    private List<Entry> entriesOf(String topic, String traceId) {
        return log.all(
                topic, entry -> entry.headers().getOrDefault("traceparent", "").contains(traceId));
    }

    protected Span span(String name) {
        return span(name, null);
    }

    /** Returns the first span of a name and consumer group. */
    private Span span(String name, String group) {
        return eventually()
                .until(
                        () -> collector.spans(trace).stream()
                                .filter(span -> span.getName().equals(name))
                                .filter(span ->
                                        group == null || group.equals(attribute(span, "messaging.consumer.group.name")))
                                .min((one, other) ->
                                        Long.compare(one.getStartTimeUnixNano(), other.getStartTimeUnixNano())),
                        Optional::isPresent)
                .get();
    }

    private Span linking(String group) {
        return eventually()
                .until(
                        () -> collector.linkedTo(trace).stream()
                                .filter(span -> group.equals(attribute(span, "messaging.consumer.group.name")))
                                .findFirst(),
                        Optional::isPresent)
                .get();
    }

    private ConditionFactory eventually() {
        return await().conditionEvaluationListener(condition -> {
            if (condition.getRemainingTimeInMS() <= 0) {
                collector.spans(trace).forEach(System.err::println);
            }
        });
    }

    private static String parentId(Span span) {
        return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }
}
