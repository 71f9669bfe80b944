package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Cause;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallPolicyTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final UUID ID = UUID.randomUUID();
    private static final Schema SCHEMA = new Schema.Parser().parse("""
                    {"type":"record","name":"Seen","namespace":"test","event":"it.seen","topic":"things","key":"id","fields":[
                      {"name":"id","type":"string"},{"name":"size","type":"int","default":1}]}""");
    private static final EventType TYPE = EventType.of(SCHEMA);

    private OptionalInt schemaId = OptionalInt.of(7);
    private final CallPolicy policy = new CallPolicy(
            new ResultReader(new EventCatalog(List.of(TYPE), List.of()), type -> schemaId),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private static CalledEvent called() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("event-id", ID.toString().getBytes(UTF_8));
        var record = new ConsumerRecord<>(
                "things",
                0,
                1L,
                0L,
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[1],
                new byte[1],
                headers,
                java.util.Optional.empty());
        return new CalledEvent(record, ID, TYPE, SCHEMA);
    }

    private CallOutcome decide(int status, MultiMap headers, String body) {
        return policy.decide(new EndpointResponse(status, headers, body.getBytes(UTF_8), true), called(), "desk");
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private String faults(String mediaType, String body) {
        CallOutcome outcome = decide(200, headers("Content-Type", mediaType), body);
        assertThat(outcome).isInstanceOf(CallOutcome.Rejected.class);
        return ((CallOutcome.Rejected) outcome).reason().replace("the result of HTTP handler desk is invalid: ", "");
    }

    private List<ResultingEvent> results(MultiMap headers, String body) {
        CallOutcome outcome = decide(200, headers, body);
        assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
        return ((CallOutcome.Succeeded) outcome).events();
    }

    @ParameterizedTest
    @CsvSource({
        "301,unavailable",
        "308,unavailable",
        "304,unavailable",
        "401,unavailable",
        "407,unavailable",
        "429,unavailable",
        "502,unavailable",
        "503,unavailable",
        "504,timed-out",
        "408,failed",
        "425,failed",
        "500,failed",
        "501,failed",
        "599,failed",
        "400,rejected",
        "403,rejected",
        "404,rejected",
        "410,rejected",
        "422,rejected",
        "200,succeeded",
        "204,succeeded"
    })
    void decidesByStatus(int status, String outcome) {
        assertThat(decide(status, headers(), "").result()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "' 0 ' | 0",
                "-1 | 0",
                "soon | 0",
                "99999999999999999999 | 300",
                "301 | 300",
                "Tue, 01 Dec 2026 10:00:30 GMT | 30",
                "Tue, 01 Dec 2026 09:00:00 GMT | 0"
            })
    void honoursRetryAfterUpToALimit(String value, long seconds) {
        assertThat(decide(503, headers("Retry-After", value), ""))
                .isEqualTo(new CallOutcome.Unavailable("503", Duration.ofSeconds(seconds)));
        assertThat(decide(500, headers("Retry-After", value), ""))
                .isEqualTo(new CallOutcome.Failed("500", "", Duration.ofSeconds(seconds)));
    }

    @Test
    void quotesBoundedDetailOfProblem() {
        String detail = "no " + "x".repeat(2000);
        assertThat(decide(
                        422,
                        headers("content-type", "application/problem+json"),
                        "{\"title\":\"t\",\"detail\":\"" + detail + "\"}"))
                .asString()
                .contains("422: no xxx")
                .hasSizeLessThan(700);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/problem+json | {\"title\":\"Closed\",\"x\":{\"detail\":\"no\"}} | : Closed",
                "application/problem+json | {\"title\":\"Closed\",\"detail\":\"a\\nb\\u0000c\"} | : a b c",
                "application/problem+json | {\"title\":\"Closed\" | : Closed",
                "application/json | [1] | ''",
                "text/html | {\"detail\":\"x\"} | ''"
            })
    void quotesProblem(String mediaType, String body, String quoted) {
        assertThat(decide(400, headers("content-type", mediaType), body))
                .isEqualTo(new CallOutcome.Rejected("HTTP handler desk rejected the event with 400" + quoted));
    }

    @Test
    void rejectsTooLargeResponse() {
        assertThat(policy.decide(new EndpointResponse(200, headers(), new byte[9], false), called(), "desk"))
                .isEqualTo(new CallOutcome.Rejected("the response of HTTP handler desk is too large"));
    }

    @Test
    void readsResultsInAllFormats() {
        String data = "{\"id\":\"k\",\"size\":3}";
        String cloudEvent = "{\"data\":" + data
                + ",\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/s\",\"type\":\"it.seen\",\"partitionkey\":\"k\","
                + "\"subject\":null,\"datacontenttype\":\"application/json\",\"time\":\"2026-12-01T10:00:00+01:00\"}";
        MultiMap binary = headers(
                "ce-specversion",
                "1.0",
                "CE-Type",
                "it.seen",
                "ce-id",
                "x",
                "ce-source",
                "/s",
                "content-type",
                "application/json");
        List<List<ResultingEvent>> all = List.of(
                results(
                        headers("content-type", "application/json; charset=utf-8"),
                        "[{\"data\":" + data + ",\"type\":\"it.seen\"}]"),
                results(headers("content-type", "application/cloudevents+json"), cloudEvent),
                results(headers("content-type", "application/cloudevents-batch+json"), "[" + cloudEvent + "]"),
                results(binary, data));
        assertThat(all).allSatisfy(events -> assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(new Cause(ID, "it.seen").resultId("desk/0"));
            assertThat(event.key()).asString().isEqualTo("k");
            assertThat(event.value()).containsExactly(0, 0, 0, 0, 7, 2, 'k', 6);
        }));
        assertThat(results(headers("content-type", "application/json"), "[]")).isEmpty();
    }

    @Test
    void reportsEveryFaultOfABatch() {
        assertThat(faults("application/json", """
                        [{"type":"it.seen","data":{"size":"x"}},
                         {"type":"it.gone","data":{}},
                         {"data":1,"id":"1","odd/":2}, 5,
                         {"type":"it.seen"}]"""))
                .isEqualTo(
                        "/0/data/size must be a whole number from -2147483648 to 2147483647; /0/data/id is required; /1/type is not an event type;"
                                + " /2/id is not accepted: the ids of resulting events are derived;"
                                + " /2/odd~1 is not a member of an event: expected \"type\" and \"data\"; /2/type is required;"
                                + " /3 must be an object with \"type\" and \"data\"; /4/data is required");
    }

    @Test
    void reportsEveryFaultOfACloudEvent() {
        assertThat(faults("application/cloudevents+json", """
                        {"specversion":"0.3","type":"it.seen","source":"","time":"noon","datacontenttype":"text/xml",
                         "partitionkey":"other","causationid":"1","colour":"red","data_base64":"","data":{"id":"k"}}""").split("; "))
                .containsExactlyInAnyOrder(
                        "/data_base64 is given in addition to data",
                        "an event has only one of them",
                        "/specversion must be \"1.0\", the only supported version",
                        "/id is required",
                        "/source must be a URI reference (RFC 3986), and must not be empty",
                        "/time must be a time such as 2026-11-23T05:00:00Z (RFC 3339)",
                        "/datacontenttype must be application/json",
                        "/causationid must be the id of the event that the endpoint was called with, or absent",
                        "/colour is not an attribute that resulting events can have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml"})
    void rejectsOtherMediaTypes(String mediaType) {
        assertThat(faults(mediaType, "ok")).startsWith("the media type " + mediaType + " is not supported");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | must be an array of events", "[] [] | there is more than one JSON value"})
    void rejectsOtherDocuments(String body, String fault) {
        assertThat(faults("application/json", body)).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"type\":", "[", "{", "\"", "nul"})
    void rejectsMalformedJson(String body) {
        assertThat(faults("application/json", body)).isNotEmpty();
    }

    @Test
    void waitsForSchemaOfResult() {
        schemaId = OptionalInt.empty();
        assertThat(decide(
                        200,
                        headers("content-type", "application/json"),
                        "[{\"type\":\"it.seen\",\"data\":{\"id\":\"k\"}}]"))
                .isInstanceOf(CallOutcome.Unavailable.class);
    }
}
