package dev.sluice.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers of binary content mode, with the examples of the HTTP binding. */
class HttpBindingTest {

    private static final byte[] BODY = "{}".getBytes(UTF_8);
    private static final List<Map.Entry<String, String>> HEADERS = List.of(
            entry("Host", "webhook.example.com"),
            entry("CE-SpecVersion", "1.0"),
            entry("ce-type", "com.example.someevent"),
            entry("ce-time", "2018-04-05T03:56:24Z"),
            entry("ce-id", "1234-1234-1234"),
            entry("ce-source", "/mycontext/subcontext"),
            entry("ce-ext", "Euro%20%E2%82%AC%20%F0%9F%98%80"),
            entry("Content-Type", "application/json; charset=utf-8"));

    private static CloudEvent valid(List<Map.Entry<String, String>> headers) {
        ParsedEvent event = HttpBinding.read(headers, BODY);
        assertThat(event.faults()).isEmpty();
        return ((ParsedEvent.Valid) event).event();
    }

    private static List<AttributeFault> faults(Map.Entry<String, String> header) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(HEADERS);
        headers.add(header);
        return HttpBinding.read(headers, BODY).faults();
    }

    @Test
    void readsHeaders() {
        CloudEvent event = valid(HEADERS);

        assertThat(event.id()).isEqualTo("1234-1234-1234");
        assertThat(event.dataContentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(event.extensions()).containsExactly(entry("ext", "Euro € 😀"));
    }

    @Test
    void writesHeadersThatItReads() {
        CloudEvent event = valid(HEADERS);

        Map<String, String> headers = HttpBinding.headers(event);

        assertThat(headers)
                .containsEntry("ce-ext", "Euro%20%E2%82%AC%20%F0%9F%98%80")
                .containsEntry("Content-Type", "application/json; charset=utf-8")
                .containsEntry("ce-specversion", "1.0");
        assertThat(valid(List.copyOf(headers.entrySet()))).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "a b,a b",
                "%41%7a,Az",
                "%e2%82%ac,€",
                "\"quoted \\\" \\\\ text\",quoted \" \\ text",
                "\"%22\",'\"'",
                "%2541,%41"
            })
    void decodesValue(String header, String value) throws Exception {
        assertThat(HeaderValues.decode(header)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"%", "%4", "%4g", "%C0%A0", "%ED%A0%80", "%ff", "€", "ü", "\"open", "%00", "a%0Ab"})
    void rejectsInvalidValue(String header) {
        assertThat(faults(entry("ce-other", header)))
                .extracting(AttributeFault::name)
                .containsExactly("other");
    }

    @Test
    void rejectsDuplicateAndContradictoryHeaders() {
        assertThat(faults(entry("Ce-Id", "1234-1234-1234")))
                .containsExactly(new AttributeFault("id", "is given more than once"));
        assertThat(faults(entry("content-type", "text/plain")))
                .containsExactly(new AttributeFault("datacontenttype", "is given more than once"));
        assertThat(faults(entry("ce-datacontenttype", "application/json")))
                .extracting(AttributeFault::name)
                .containsExactly("datacontenttype");
        assertThat(faults(entry("ce-my-ext", "1")))
                .extracting(AttributeFault::name)
                .containsExactly("my-ext");
    }

    @Test
    void findsContradictionsOfStructuredEvents() {
        Map<String, String> attributes = Map.of("id", "1", "ext", "€");

        assertThat(HttpBinding.contradictions(
                        List.of(entry("ce-id", "1"), entry("ce-ext", "%E2%82%AC"), entry("X-Id", "2")), attributes))
                .isEmpty();
        assertThat(HttpBinding.contradictions(List.of(entry("ce-id", "2"), entry("ce-new", "1")), attributes))
                .extracting(AttributeFault::name)
                .containsExactly("id", "new");
    }
}
