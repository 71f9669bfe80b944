package dev.sluice.http;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.RawHttp2.CONTINUATION;
import static dev.sluice.testing.RawHttp2.END_HEADERS;
import static dev.sluice.testing.RawHttp2.END_STREAM;
import static dev.sluice.testing.RawHttp2.HEADERS;
import static dev.sluice.testing.RawHttp2.SETTINGS;
import static dev.sluice.testing.RawHttp2.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.RawHttp;
import dev.sluice.testing.RawHttp2;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are rejected by their head, and errors that no resource answers. */
@QuarkusTest
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class RequestHeadTest {

    private static final byte[] NOTHING = {};
    private static final String EVENT = PARCELS.created("parcel-1", "request-head");

    @TestHTTPResource
    URI service;

    ManagementPort management;

    private RawHttp.Response publish(String path, String contentType, String... headers) {
        return RawHttp.send(
                service,
                "POST " + path,
                "Content-Type: " + contentType + "\r\nContent-Length: " + EVENT.length() + "\r\n",
                String.join("", headers) + "\r\n" + EVENT);
    }

    private static void assertProblem(int status, RawHttp.Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.isProblem()).as(response.toString()).isTrue();
        assertThat(response.body()).contains("\"detail\":\"", "\"retryable\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET //topics",
                "GET /topics/",
                "GET /./topics",
                "GET /topics/..",
                "GET /topics/%2E%2e",
                "GET /topics/parcels;x=1",
                "GET /t%6Fpics",
                "GET /consumer-groups/a;b",
                "POST /consumer-groups/a;b/reset",
                "POST /events//parcel.created",
                "POST /events/parcel.created/",
                "POST /events/parcel%2Ecreated",
                "POST /events;x=1",
                "GET /q/openapi/",
                "GET /q//openapi",
                "GET /nothing",
                "GET /q/nothing",
                "OPTIONS *",
            })
    void servesOneSpellingOfEachPath(String request) {
        assertProblem(404, RawHttp.send(service, request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /topics/100%",
                "GET /topics/%zz",
                "GET /topics/%FF",
                "GET /topics/\u00e9",
                "GET /topics/a|b",
                "GET /topics?limit=%",
                "GET /topics?limit=%FF",
                "GET /topics?=1",
                "GET /to pics",
            })
    void rejectsMalformedTarget(String request) {
        assertProblem(400, RawHttp.send(service, request));
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /topics HTTP/1.1\r\n\r\n', 400",
        "'GET /topics HTTP/7.1.2\r\nHost: h\r\n\r\n', 400",
        "'GET /topics\r\nHost: h\r\n\r\n', 400",
        "'GET /topics HTTP/1.1\r\nHost: h\r\nA b: c\r\n\r\n', 400",
        "'GET /topics HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400",
        "'GET /topics HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n', 400",
    })
    void answersMalformedRequestWithProblem(String request, int status) {
        assertProblem(
                status,
                RawHttp.send(service, request.getBytes(StandardCharsets.ISO_8859_1), false)
                        .orElseThrow());
    }

    /** Requests whose end a server can find elsewhere than a proxy. The rest would then be a second request, which the proxy has not seen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Bare line feeds and carriage returns, and line ends in quotes.
                "Transfer-Encoding: chunked\r\n\r\n1\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=b\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=\rb\r\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\n\"\r\n{\r\n0\r\n\r\n",
                // Chunks that are longer than their size, and sizes that are not hexadecimal.
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{XX0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n+1\r\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\n{\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n{\r\n0\r\n\r\n",
                // Two lengths.
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
                "Content-Length: 0, 5\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                // Names and values that only some servers recognize.
                "Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            })
    void neverAnswersSmuggledRequest(String rest) {
        // Given
        String first = "POST /events/parcel.created HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + rest;
        String smuggled = "GET /event-types HTTP/1.1\r\nHost: h\r\n\r\n";

        // When
        String answers = RawHttp.exchange(service, (first + smuggled).getBytes(StandardCharsets.ISO_8859_1));

        // Then
        assertRefusedOnce(answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u0001", "\u001b", "\u007f", "\t", "\u000b", "\r\n\0"})
    void rejectsControlCharactersBeforeRequest(String prefix) {
        // Given
        String request = prefix + "GET /event-types HTTP/1.1\r\nHost: h\r\n\r\n";

        // When
        String answer = RawHttp.exchange(service, request.getBytes(StandardCharsets.ISO_8859_1));

        // Then
        assertRefusedOnce(answer);
    }

    /** No answer at all means that the connection was closed without one. */
    private static void assertRefusedOnce(String answers) {
        assertThat(answers)
                .containsPattern("^(HTTP/1\\.[01] (400|501) |$)")
                .doesNotContainPattern("(?s)HTTP/1\\.[01] .*HTTP/1\\.[01] ");
    }

    @Test
    void endsConnectionThatFloodsContinuations() {
        // Given
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        flood.writeBytes(RawHttp2.PREFACE);
        flood.writeBytes(frame(SETTINGS, 0, 0, NOTHING));
        // Without the flag that ends the headers.
        flood.writeBytes(frame(HEADERS, END_STREAM, 1, RawHttp2.head("/", "h")));
        for (int i = 0; i < 10_000; i++) {
            flood.writeBytes(frame(CONTINUATION, 0, 1, NOTHING));
        }
        flood.writeBytes(frame(CONTINUATION, END_HEADERS, 1, NOTHING));

        // When
        String answer = RawHttp.exchange(service, flood.toByteArray());

        // Then
        assertThat(frameTypes(answer)).doesNotContain(HEADERS);
    }

    private static List<Integer> frameTypes(String received) {
        List<Integer> types = new ArrayList<>();
        ByteBuffer frames = ByteBuffer.wrap(received.getBytes(StandardCharsets.ISO_8859_1));
        // The last frame is incomplete if the connection was reset.
        while (frames.remaining() >= 9) {
            int lengthAndType = frames.getInt();
            types.add(lengthAndType & 0xff);
            frames.position(Math.min(frames.limit(), frames.position() + 5 + (lengthAndType >>> 8)));
        }
        return types;
    }

    @Test
    void answersLargeHeadWithProblem() {
        assertProblem(414, RawHttp.send(service, "GET /topics/" + "x".repeat(21_000)));
        assertProblem(431, RawHttp.send(service, "GET /topics", "X: " + "x".repeat(21_000) + "\r\n"));
    }

    @Test
    void answersOnManagementPortWithProblem() {
        URI server = URI.create(management.url("health"));

        assertProblem(404, RawHttp.send(server, "GET /nothing"));
        assertProblem(400, RawHttp.send(server, "GET /q/health", "A b: c\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "br", "identity, gzip", "identity\r\nContent-Encoding: deflate", "x"})
    void rejectsContentEncoding(String coding) {
        for (String path : new String[] {"/events/parcel.created", "/events", "/events?atomic=true"}) {
            RawHttp.Response response = publish(path, "application/json", "Content-Encoding: " + coding + "\r\n");

            assertProblem(415, response);
            assertThat(response.header("Accept-Encoding")).isEqualTo("identity");
        }
        assertProblem(415, publish("/events", "application/x-ndjson", "Content-Encoding: " + coding + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity, identity", "", "identity\r\nContent-Encoding: identity"})
    void acceptsIdentity(String coding) {
        assertThat(publish("/events/parcel.created", "application/json", "Content-Encoding: " + coding + "\r\n")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void rejectsTransferEncoding() {
        assertProblem(
                501,
                RawHttp.send(
                        service,
                        "POST /events",
                        "Content-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-16",
                "application/json;charset=iso-8859-1",
                "application/json; charset=\"latin1\"",
                "application/json; x=y; Charset=utf-16",
                "application/json; charset=utf-8; charset=utf-16",
                "application/json; charset=",
                "application/json\r\nContent-Type: application/json",
                "application/vnd.apache.avro+json; charset=utf-16",
            })
    void rejectsOtherCharset(String type) {
        assertProblem(415, publish("/events/parcel.created", type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/json; charset=utf8",
                "application/json; profile=\"charset=utf-16\"",
            })
    void acceptsUtf8(String type) {
        assertThat(publish("/events/parcel.created", type).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /events|OPTIONS, POST",
                "PUT /events/parcel.created|OPTIONS, POST",
                "POST /topics|GET, HEAD, OPTIONS",
                "DELETE /consumer-groups/g|GET, HEAD, OPTIONS",
                "GET /consumer-groups/g/reset|OPTIONS, POST",
                "BREW /dead-letters|GET, HEAD, OPTIONS",
                "GET /dead-letters/purge|OPTIONS, POST",
            })
    void namesAllowedMethods(String request, String allowed) {
        RawHttp.Response response = RawHttp.send(service, request);

        assertProblem(405, response);
        assertThat(response.header("Allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "OPTIONS"})
    void openApiDocumentSupportsReadingOnly(String method) {
        RawHttp.Response response = RawHttp.send(service, method + " /q/openapi");

        assertProblem(405, response);
        assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
    }
}
