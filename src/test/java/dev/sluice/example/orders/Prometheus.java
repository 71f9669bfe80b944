package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;

import dev.sluice.metrics.PrometheusBinary;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Ports;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Prometheus that scrapes instances every second. Logs to {@code target/prometheus.log}. */
final class Prometheus implements AutoCloseable {

    private final URI server;
    private final ChildProcess process;

    /**
     * Starts Prometheus and waits until it is ready.
     *
     * @param rules the content of a file with alert rules
     * @param targets the addresses of instances
     */
    Prometheus(String rules, List<URI> targets) throws IOException {
        Path binary = PrometheusBinary.require("prometheus");
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "prometheus");
        Files.writeString(folder.resolve("rules.yaml"), rules);
        Path config = Files.writeString(folder.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: sluice
                    metrics_path: /q/metrics
                    static_configs:
                      - targets: [%s]
                """.formatted(
                        targets.stream().map(URI::getAuthority).collect(joining(", "))));
        server = URI.create("http://localhost:" + Ports.free());
        process = new ChildProcess(
                List.of(
                        binary.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + server.getAuthority()),
                Path.of("target/prometheus.log"));
        await().ignoreExceptions().until(() -> given().get(server + "/-/ready").statusCode() == 200);
    }

    /** Returns the finite values of a query. */
    List<Double> query(String expression) {
        JsonPath response = given().queryParam("query", expression)
                .get(server + "/api/v1/query")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<List<Object>> values = response.getList("data.result.value");
        return values.stream()
                .map(value -> Double.valueOf(value.get(1).toString().replace("Inf", "Infinity")))
                .filter(Double::isFinite)
                .toList();
    }

    /** Returns the names of firing alerts, each followed by its consumer group if it has one. */
    Set<String> firing() {
        List<Map<String, Object>> alerts =
                given().get(server + "/api/v1/alerts").jsonPath().getList("data.alerts");
        return alerts.stream()
                .filter(alert -> "firing".equals(alert.get("state")))
                .map(alert -> (Map<?, ?>) alert.get("labels"))
                .map(labels -> Stream.of(labels.get("alertname"), labels.get("group"))
                        .filter(label -> label != null)
                        .map(Object::toString)
                        .collect(joining(" ")))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        process.close();
    }
}
