package dev.sluice.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON event format, with the examples of its specification. */
class JsonFormatTest {

    private static final String REQUIRED =
            "\"specversion\":\"1.0\",\"type\":\"com.example.someevent\",\"source\":\"/mycontext\",\"id\":\"1\"";

    private static ParsedEvent read(String json) throws JsonProcessingException {
        return JsonFormat.read(json.getBytes(UTF_8));
    }

    private static CloudEvent valid(String json) throws JsonProcessingException {
        ParsedEvent event = read(json);
        assertThat(event.faults()).isEmpty();
        return ((ParsedEvent.Valid) event).event();
    }

    private static List<String> faulty(String members) throws JsonProcessingException {
        return read("{" + members + "}").faults().stream()
                .map(AttributeFault::name)
                .toList();
    }

    private static String data(ParsedEvent event) {
        EventData.Json json = (EventData.Json) event.data();
        return new String(json.document(), json.from(), json.length(), UTF_8);
    }

    @Test
    void readsAttributesOfTheSpecificationsExample() throws JsonProcessingException {
        CloudEvent event = valid("""
                {
                    "specversion" : "1.0",
                    "type" : "com.example.someevent",
                    "source" : "/mycontext",
                    "subject": null,
                    "id" : "C234-1234-1234",
                    "time" : "2018-04-05T17:31:00Z",
                    "comexampleextension1" : "value",
                    "comexampleothervalue" : 5,
                    "unsetextension": null,
                    "datacontenttype" : "application/json",
                    "data" : {
                        "appinfoA" : "abc",
                        "appinfoB" : 123,
                        "appinfoC" : true
                    }
                }""");

        assertThat(event.attributes())
                .containsOnlyKeys(
                        "specversion",
                        "id",
                        "source",
                        "type",
                        "time",
                        "datacontenttype",
                        "comexampleextension1",
                        "comexampleothervalue")
                .containsEntry("comexampleothervalue", "5");
        assertThat(event.extensions()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": [1, {\"b\": 0.10}]}",
                "[]",
                "\"I'm just \\\"a\\\" string €\"",
                "12345678901234567890.50",
                "-0",
                "true",
                "null",
                "{}"
            })
    void keepsDataAsItIs(String value) throws JsonProcessingException {
        assertThat(data(read("{\"data\" : " + value + " ," + REQUIRED + "}"))).isEqualTo(value);
        assertThat(data(read(" {" + REQUIRED + ",\"data\":" + value + "}"))).isEqualTo(value);
        assertThat(data(read("\uFEFF{" + REQUIRED + ",\"data\":\n" + value + "\n}\n")))
                .isEqualTo(value);
    }

    @Test
    void decodesBase64() throws JsonProcessingException {
        ParsedEvent event = read("{" + REQUIRED + ",\"data_base64\":\"AQID/w==\"}");

        assertThat(((EventData.Bytes) event.data()).bytes()).containsExactly(1, 2, 3, -1);
    }

    @Test
    void namesEveryMissingAttribute() throws JsonProcessingException {
        assertThat(faulty("")).containsExactly("specversion", "id", "source", "type");
        assertThat(faulty("\"id\":null,\"source\":\"/s\",\"type\":5")).containsExactly("type", "specversion", "id");
    }

    @Test
    void namesDuplicates() throws JsonProcessingException {
        assertThat(faulty(REQUIRED + ",\"id\":\"1\",\"ext\":1,\"ext\":null,\"data\":1,\"data\":2"))
                .containsExactly("id", "ext", "data");
        assertThat(faulty(REQUIRED + ",\"data\":1,\"data_base64\":\"AA==\"")).containsExactly("data_base64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "specversion|\"1.0.2\"",
                "specversion|1.0",
                "id|\"\"",
                "id|true",
                "source|\"\"",
                "source|\"a b\"",
                "source|\"/ü\"",
                "type|\"\"",
                "type|\"a\\u0000\"",
                "type|\"\\ud800\"",
                "type|\"\\ufffe\"",
                "subject|\"\"",
                "time|\"2018-04-05T17:31:00\"",
                "time|\"2018-04-05 17:31:00Z\"",
                "time|\"2018-02-29T17:31:00Z\"",
                "time|\"2018-04-05T24:00:00Z\"",
                "time|\"2018-04-05T17:31Z\"",
                "dataschema|\"\"",
                "dataschema|\"/relative\"",
                "datacontenttype|\"json\"",
                "datacontenttype|\"\"",
                "ext|1.0",
                "ext|2147483648",
                "ext|{}",
                "ext|[[1]]",
                "Ext|1",
                "my-ext|1",
                "data_base64|\"*\"",
                "data_base64|1"
            })
    void rejectsInvalidValue(String name, String value) throws JsonProcessingException {
        String others =
                REQUIRED.replaceFirst("\"" + name + "\":\"[^\"]*\",?", "").replaceFirst(",$", "");

        assertThat(faulty(others + ",\"" + name + "\":" + value)).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source|\"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66\"",
                "source|\"mailto:cncf@example.com\"",
                "source|\"1-555-123-4567\"",
                "source|\"/cloudevents/spec/pull/123?a=b#c\"",
                "time|\"2018-04-05t17:31:00.123456789012z\"",
                "time|\"2016-12-31T23:59:60-23:59\"",
                "datacontenttype|\"application/vnd.x+json; charset=\\\"utf-8\\\"; a=b\"",
                "dataschema|\"https://example.com/schema\"",
                "ext|-2147483648",
                "ext|false",
                "ext|\"\"",
                "id|\"A234 € 😀\"",
                "anextensionwithalongname0123456789|1"
            })
    void acceptsValidValue(String name, String value) throws JsonProcessingException {
        String others =
                REQUIRED.replaceFirst("\"" + name + "\":\"[^\"]*\",?", "").replaceFirst(",$", "");

        assertThat(faulty(others + ",\"" + name + "\":" + value)).isEmpty();
    }

    @Test
    void readsBatch() throws JsonProcessingException {
        List<ParsedEvent> events = new ArrayList<>();

        JsonFormat.readBatch(
                ("[{" + REQUIRED + ",\"data\":{\"n\":1}}, 5, {" + REQUIRED + ",\"data\" :2}]").getBytes(UTF_8),
                events::add);

        assertThat(events).hasSize(3);
        assertThat(data(events.get(0))).isEqualTo("{\"n\":1}");
        assertThat(events.get(1).faults()).containsExactly(new AttributeFault("", "must be an object"));
        assertThat(data(events.get(2))).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}{}", "{\"data\":[}", "nope"})
    void rejectsMalformedJson(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> JsonFormat.readBatch(("[" + json + "] 1").getBytes(UTF_8), event -> {}))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void limitsWhatHostileEventsCost() throws JsonProcessingException {
        StringBuilder members = new StringBuilder(REQUIRED);
        for (int i = 0; i < 100_000; i++) {
            members.append(",\"x")
                    .append(i)
                    .append("\":")
                    .append(i)
                    .append(",\"X")
                    .append(i)
                    .append("\":{}");
        }
        ParsedEvent event = read("{" + members + "}");

        assertThat(event.attributes()).hasSizeLessThanOrEqualTo(AttributeRules.MAX_EXTENSIONS + 4);
        assertThat(event.faults()).hasSize(100);
    }
}
