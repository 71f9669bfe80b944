package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints in docs/how-to/http-handlers.md handle an event. */
class EndpointGuideTest {

    private static final Path GUIDE = Path.of("docs", "how-to", "http-handlers.md");

    @TempDir
    Path directory;

    private Path endpoint(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        assertThat(block.find()).isTrue();
        return Files.writeString(directory.resolve("endpoint." + language), block.group(1));
    }

    private static HttpResponse<String> post(int port, String payment) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port))
                                    .POST(HttpRequest.BodyPublishers.ofString(payment))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"js, node, https://nodejs.org", "python, python3, https://www.python.org"})
    void endpointsReturnShipments(String language, String program, String origin) throws Exception {
        // Given
        Path interpreter = Programs.require(program, origin);
        int port = Ports.free();
        ProcessBuilder builder = new ProcessBuilder(
                        interpreter.toString(), endpoint(language).toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.start();
        try {
            String payment = Orders.DOMAIN.paid("ord-1", "customer-1");

            // When
            HttpResponse<String> shipment =
                    await().ignoreExceptions().until(() -> post(port, payment), response -> true);
            HttpResponse<String> rejection = post(port, payment.replaceFirst("\"amount\":[0-9.]+", "\"amount\":0"));

            // Then
            ObjectMapper json = new ObjectMapper();
            assertThat(shipment.statusCode()).isEqualTo(200);
            assertThat(shipment.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(json.readTree(shipment.body())).isEqualTo(json.readTree("""
                            [{"type":"shipment.requested","data":{"orderId":"ord-1","customerId":"customer-1",
                              "timestamp":"2026-11-23T05:01:00Z"}}]"""));
            assertThat(rejection.statusCode()).isEqualTo(422);
            assertThat(json.readTree(rejection.body()).get("detail").textValue())
                    .isEqualTo("nothing was paid");
        } finally {
            process.destroyForcibly();
        }
    }
}
