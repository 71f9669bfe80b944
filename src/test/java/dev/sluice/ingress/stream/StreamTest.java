package dev.sluice.ingress.stream;

import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of events as NDJSON. */
@QuarkusTest
public class StreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/events")
    URI events;

    DevServicesContext devServices;
    EventLog log;
    String key;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "stream-" + UUID.randomUUID();
    }

    private String paid(String id) {
        return event(domain().type("paid"), domain().paid(id, key));
    }

    /** Reads results while it sends lines. REST Assured's client does not, and the server would stop reading the stream. */
    private HttpResponse<String> post(String query, String lines) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(events + query))
                                .header("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(lines))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static List<JsonNode> results(String lines) {
        return lines.lines().map(StreamTest::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private List<String> paidIds() {
        return log
                .all(
                        domain().topic(),
                        entry ->
                                key.equals(entry.key()) && domain().type("paid").equals(entry.type()))
                .stream()
                .map(entry -> log.decode(entry).get(domain().idField()).toString())
                .toList();
    }

    @Test
    void returnsOneResultPerLineInOrderAndMalformedLineFailsAlone() throws Exception {
        // Given
        String lines = String.join(
                "\n",
                event(domain().type("created"), domain().created("parcel-1", key)),
                "{\"type\":",
                "",
                "7\r",
                event(domain().type("paid"), "{}"),
                "\"" + "x".repeat(1_100_000) + "\"",
                "{} {}",
                paid("parcel-2"));

        // When
        HttpResponse<String> response = post("", lines);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/x-ndjson"));
        List<JsonNode> results = results(response.body());
        assertThat(results)
                .extracting(result -> result.path("status").asInt())
                .containsExactly(201, 400, 422, 422, 413, 400, 201);
        assertThat(results.get(0).at("/receipt/type").asText()).isEqualTo(domain().type("created"));
        assertThat(results.get(1).at("/problem/type").asText()).isEqualTo("urn:sluice:problem:malformed-json");
        assertThat(results.get(3).at("/problem/errors/0/pointer").asText()).isEqualTo("/" + domain().idField());
        assertThat(paidIds()).containsExactly("parcel-2");
    }

    @Test
    void writesLongStreamInOrder() throws Exception {
        // Given
        List<String> ids =
                IntStream.range(0, 20_000).mapToObj(i -> "parcel-" + i).toList();

        // When
        HttpResponse<String> response =
                post("", ids.stream().map(this::paid).collect(Collectors.joining("\n", "", "\n")));

        // Then
        assertThat(results(response.body()))
                .hasSize(20_000)
                .allSatisfy(result -> assertThat(result.path("status").asInt()).isEqualTo(201));
        assertThat(paidIds()).containsExactlyElementsOf(ids);
    }

    @Test
    void returnsResultsWhileTheStreamIsOpen() throws Exception {
        try (Socket socket = new Socket(events.getHost(), events.getPort())) {
            // Given
            OutputStream out = socket.getOutputStream();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            out.write(("POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(UTF_8));

            // When
            List<String> received = new ArrayList<>();
            for (String id : List.of("parcel-1", "parcel-2")) {
                String line = paid(id) + "\n";
                out.write((Integer.toHexString(line.length()) + "\r\n" + line + "\r\n").getBytes(UTF_8));
                received.add(nextResult(in));
            }

            // Then
            assertThat(received)
                    .allSatisfy(result ->
                            assertThat(json(result).path("status").asInt()).isEqualTo(201));
        }
    }

    private static String nextResult(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (!line.startsWith("{")) {
            line = in.readLine();
        }
        return line;
    }

    @Test
    void stopsReadingStreamWhoseResultsAreNotRead() throws Exception {
        try (Socket socket = new Socket(events.getHost(), events.getPort())) {
            // Given
            socket.setSendBufferSize(64 * 1024);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
                            + "Content-Length: 1000000000\r\n\r\n")
                    .getBytes(UTF_8));
            byte[] lines = String.join("", Collections.nCopies(1_000, paid("parcel-1") + "\n"))
                    .getBytes(UTF_8);
            Thread writing = new Thread(() -> {
                try {
                    while (true) {
                        out.write(lines);
                    }
                } catch (IOException closed) {
                    // The test has ended.
                }
            });

            // When
            writing.start();

            // Then: the server stops reading far below the announced length
            AtomicInteger before = new AtomicInteger();
            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                int now = paidIds().size();
                return now > 0 && before.getAndSet(now) == now;
            });
            int written = before.get();
            assertThat(written).isBetween(1, 200_000);
        }
    }

    @Test
    void refusesAtomicStream() throws Exception {
        HttpResponse<String> response = post("?atomic=true", paid("parcel-1"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).path("type").asText()).isEqualTo("urn:sluice:problem:atomic-stream");
    }

    @Test
    void returnsNoResultsForEmptyStream() throws Exception {
        HttpResponse<String> response = post("", "\n");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }
}
