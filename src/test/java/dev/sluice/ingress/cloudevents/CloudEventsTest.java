package dev.sluice.ingress.cloudevents;

import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.testing.CloudEventRequest;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** CloudEvents in binary, structured and batched content mode. */
@QuarkusTest
class CloudEventsTest {

    private static final Domain DOMAIN = Domain.PARCELS;
    private static final String PAID = DOMAIN.type("paid");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final SluiceApi sluice = new SluiceApi();
    private final String key = "sender-" + UUID.randomUUID();
    private final String id = UUID.randomUUID().toString();

    DevServicesContext devServices;

    private String paid() {
        return DOMAIN.entity("parcel-1", key).withTotal("1234567890123456.78").paid();
    }

    private CloudEventRequest event() {
        return new CloudEventRequest(PAID, id, paid());
    }

    private List<Entry> written(int count) {
        return new DevServers(devServices)
                .log()
                .await(DOMAIN.topic(), count, entry -> key.equals(entry.key()) && PAID.equals(entry.type()));
    }

    private void assertNothingWritten() {
        assertThat(new DevServers(devServices).log().all(DOMAIN.topic(), entry -> key.equals(entry.key())))
                .isEmpty();
    }

    @Test
    void publishesStructuredEventWithExactNumbers() {
        // When
        event().with("time", "2026-11-23T05:00:00+01:00")
                .with("subject", "the first")
                .with("myext", "Euro € 😀")
                .structured(sluice, "/events")
                .statusCode(201)
                .contentType("application/json")
                .body("id", equalTo(id))
                .body("type", equalTo(PAID));

        // Then
        Entry entry = written(1).get(0);
        EventLog log = new DevServers(devServices).log();
        assertThat(log.decode(entry).get("amount")).isEqualTo(new BigDecimal("1234567890123456.78"));
        assertThat(entry.headers())
                .containsEntry("event-id", id)
                .containsEntry("event-type", PAID)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", id)
                .containsEntry("ce_source", CloudEventRequest.SOURCE)
                .containsEntry("ce_type", PAID)
                .containsEntry("ce_time", "2026-11-23T05:00:00+01:00")
                .containsEntry("ce_subject", "the first")
                .containsEntry("ce_myext", "Euro € 😀")
                .doesNotContainKey("ce_datacontenttype");
    }

    @Test
    void publishesBinaryEvent() {
        // When
        event().with("myext", "Euro%20%E2%82%AC%20%F0%9F%98%80")
                .with("partitionkey", key)
                .binary(sluice, "/events/" + PAID, "application/json; charset=utf-8")
                .statusCode(201)
                .body("id", equalTo(id));
        event().binary(sluice, "/events", "application/json").statusCode(201);

        // Then
        assertThat(written(2).get(0).headers())
                .containsEntry("event-id", id)
                .containsEntry("ce_myext", "Euro € 😀")
                .doesNotContainKey("ce_partitionkey");
    }

    @Test
    void publishesBatchWithAResultPerEvent() {
        // Given
        String valid = event().toJson();
        String avroJson = new CloudEventRequest(
                        PAID,
                        "2",
                        paid().replace("1234567890123456.78", "\"\\u0023\"")
                                .replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\":1"))
                .with("datacontenttype", "application/vnd.apache.avro+json")
                .toJson();
        String invalid = new CloudEventRequest(PAID, "3", "{\"parcelId\":1}").toJson();
        String unknown = new CloudEventRequest(DOMAIN.type("lost"), "4", "{}").toJson();
        String faulty = "{\"specversion\":\"1.0\",\"data\":{}}";

        // When
        CloudEventRequest.batch(sluice, "/events", valid, avroJson, invalid, unknown, faulty, "7")
                .statusCode(207)
                .body("results.status", contains(201, 201, 422, 404, 400, 400))
                .body("results[0].receipt.id", equalTo(id))
                .body(
                        "results[2].problem.errors.pointer",
                        contains("/data/parcelId", "/data/senderId", "/data/amount", "/data/timestamp"))
                .body("results[4].problem.type", equalTo("urn:sluice:problem:invalid-cloud-event"))
                .body("results[4].problem.errors.pointer", contains("/id", "/source", "/type"));

        // Then
        assertThat(written(2)).hasSize(2);
    }

    @Test
    void publishesAtomicBatchOfOneType() {
        CloudEventRequest.batch(sluice, "/events/" + PAID + "?atomic=true", event().toJson(), event().toJson())
                .statusCode(201)
                .body("results.receipt.id", contains(id, id));
        CloudEventRequest.batch(
                        sluice,
                        "/events?atomic=true",
                        event().toJson(),
                        event().with("partitionkey", "other").toJson())
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/1/partitionkey"));
        assertThat(written(2)).hasSize(2);
    }

    @Test
    void publishesAvroBinary() {
        // Given
        byte[] avro = CloudEventRequest.paidInAvro("parcel-1", key);

        // When
        event().withoutData()
                .with("datacontenttype", "avro/binary")
                .with("data_base64", Base64.getEncoder().encodeToString(avro))
                .structured(sluice, "/events")
                .statusCode(201);
        event().binary(sluice, "/events", "avro/binary", avro).statusCode(201);
        event().binary(sluice, "/events/" + PAID, "avro/binary", avro).statusCode(201);

        // Then
        assertThat(written(3)).hasSize(3);
    }

    @Test
    void derivesEventIdFromSourceAndIdThatIsNotAUuid() {
        String first = new CloudEventRequest(PAID, "42", paid())
                .structured(sluice, "/events")
                .statusCode(201)
                .extract()
                .path("id");
        String again = new CloudEventRequest(PAID, "42", paid())
                .binary(sluice, "/events", "application/json")
                .statusCode(201)
                .extract()
                .path("id");
        String other = new CloudEventRequest(PAID, "42", paid())
                .with("source", "/other")
                .structured(sluice, "/events")
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(UUID.fromString(first).version()).isEqualTo(5);
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(written(3).get(0).headers()).containsEntry("ce_id", "42").containsEntry("event-id", first);
    }

    @Test
    void keepsTraceAndCauseOfTheEvent() {
        // Given
        String cause = UUID.randomUUID().toString();

        // When
        event().with("traceparent", TRACE)
                .with("tracestate", "vendor=1")
                .with("causationid", cause)
                .structured(sluice, "/events")
                .statusCode(201);
        CloudEventRequest.batch(
                        sluice,
                        "/events?atomic=true",
                        event().with("traceparent", TRACE).toJson())
                .statusCode(201);

        // Then
        List<Entry> entries = written(2);
        assertThat(entries.get(0).headers())
                .containsEntry("causation-id", cause)
                .containsEntry("traceparent", TRACE)
                .containsEntry("tracestate", "vendor=1")
                .doesNotContainKeys("ce_traceparent", "ce_tracestate", "ce_causationid");
        assertThat(entries.get(1).headers()).containsEntry("traceparent", TRACE).doesNotContainKey("causation-id");
    }

    @Test
    void namesEveryFaultOfStructuredEvent() {
        sluice.publish("/events", "application/cloudevents+json", """
                        {"specversion":"0.3","id":"","id":"a","source":"not a uri","type":"%s","type":"%s",
                         "time":"yesterday","dataschema":"relative","datacontenttype":"text/xml","subject":"",
                         "traceparent":"x","causationid":"1","Bad_Name":"x","decimal":1.5,"object":{},
                         "data":{},"data_base64":"!"}""".formatted(PAID, PAID))
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body(
                        "errors.pointer.toSet().sort()",
                        contains(
                                "/Bad_Name",
                                "/causationid",
                                "/data_base64",
                                "/datacontenttype",
                                "/dataschema",
                                "/decimal",
                                "/id",
                                "/object",
                                "/source",
                                "/specversion",
                                "/subject",
                                "/time",
                                "/traceparent",
                                "/type"));
        assertNothingWritten();
    }

    @Test
    void namesFaultsOfDataNextToThoseOfAttributes() {
        event().withData("{\"parcelId\":1,\"senderId\":\"" + key
                        + "\",\"amount\":1,\"timestamp\":\"2026-11-23T05:01:00Z\"}")
                .with("time", "now")
                .structured(sluice, "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/time", "/data/parcelId"));
        event().withData("{}")
                .with("time", "now")
                .binary(sluice, "/events", "application/json")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors[0].header", equalTo("ce-time"))
                .body("errors[1].pointer", equalTo("/parcelId"))
                .body("errors", hasSize(5));
    }

    @Test
    void namesFaultyHeadersOfBinaryEvent() {
        sluice.with("ce-type", PAID)
                .with("ce-id", "%ff")
                .with("ce-source", "/a", "/b")
                .with("ce-datacontenttype", "application/json")
                .publish("/events", "text/xml", "<a/>")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.header.toSet().sort()", contains("Content-Type", "ce-id", "ce-source", "ce-specversion"));
    }

    @Test
    void refusesContradictionOfHeadersAndStructuredEvent() {
        event().structured(sluice.with("ce-id", "other").with("ce-type", PAID), "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.header", contains("ce-id"));
        event().structured(sluice.with("ce-id", id).with("ce-type", PAID), "/events")
                .statusCode(201);
    }

    @Test
    void refusesWhatContradictsTheEvent() {
        event().with("partitionkey", "other")
                .structured(sluice, "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/partitionkey"));
        event().structured(sluice, "/events/" + DOMAIN.type("created"))
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/type"));
        event().with("datacontenttype", "avro/binary")
                .structured(sluice, "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/data"));
        event().withoutData()
                .structured(sluice, "/events")
                .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                .body("errors.pointer", contains("/data"));
        assertNothingWritten();
    }

    @Test
    void answersLikePlainJson() {
        event().withData("{\"parcelId\":1}")
                .structured(sluice, "/events")
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors.pointer[0]", equalTo("/data/parcelId"));
        event().withData("{\"parcelId\":1}")
                .binary(sluice, "/events", "application/json")
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors.pointer[0]", equalTo("/parcelId"));
        new CloudEventRequest(DOMAIN.type("lost"), id, "{}")
                .structured(sluice, "/events")
                .spec(problem(404, "urn:sluice:problem:unknown-event-type"));
        new CloudEventRequest(DOMAIN.type("confirmed"), id, "{}")
                .binary(sluice, "/events", "application/json")
                .spec(problem(403, "urn:sluice:problem:reserved-event-type"));
        event().structured(sluice, "/events?atomic=true").spec(problem(400, "urn:sluice:problem:invalid-query"));
        event().binary(sluice, "/events?atomic=true", "application/json")
                .spec(problem(400, "urn:sluice:problem:invalid-query"));
        for (String body : List.of("", "{\"specversion\":", "{} {}", "[".repeat(101))) {
            sluice.publish("/events", "application/cloudevents+json", body)
                    .spec(problem(400, "urn:sluice:problem:malformed-json"));
        }
        sluice.publish("/events", "application/cloudevents-batch+json", "{}")
                .spec(problem(400, "urn:sluice:problem:malformed-json"));
        sluice.publish("/events", "application/cloudevents-batch+json", "[" + "0,".repeat(1_000) + "0]")
                .spec(problem(413, "urn:sluice:problem:event-too-large"));
        sluice.publish("/events", "application/cloudevents+xml", "<event/>").spec(problem(415, "about:blank"));
        assertNothingWritten();
    }

    @Test
    void boundsHostileEvents() {
        // Given
        StringBuilder extensions = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            extensions
                    .append("\"ext")
                    .append(i)
                    .append("\":\"")
                    .append("x".repeat(10))
                    .append("\",");
        }
        String many = event().toJson().replaceFirst("\\{", "{" + extensions);
        String large = event().with("myext", "x".repeat(900_000)).toJson();
        String longName = event().with("x".repeat(900_000), "1").toJson();
        String longId = new CloudEventRequest(PAID, "9".repeat(900_000), paid()).toJson();

        for (String event : List.of(many, large, longId)) {
            // When
            String answer = sluice.publish("/events", "application/cloudevents+json", event)
                    .spec(problem(400, "urn:sluice:problem:invalid-cloud-event"))
                    .body("errors", hasSize(1))
                    .extract()
                    .asString();

            // Then
            assertThat(answer).hasSizeLessThan(1_000);
        }
        assertThat(sluice.publish("/events", "application/cloudevents+json", longName)
                        .statusCode(400)
                        .extract()
                        .asString())
                .hasSizeLessThan(1_000);
        assertNothingWritten();
    }
}
