package dev.sluice.metrics;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Probes;
import dev.sluice.testing.RawHttp;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics of {@code /q/metrics} and their documentation in docs/metrics.md. */
@QuarkusTest
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class MetricsTest {

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    private String metrics() {
        return given().accept("text/plain;version=0.0.4")
                .get(management.url("metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .replace(",}", "}");
    }

    private double value(String series) {
        List<Double> values = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)", Pattern.MULTILINE)
                .matcher(metrics())
                .results()
                .map(found -> Double.parseDouble(found.group(1)))
                .toList();
        assertThat(values).as(series).hasSize(1);
        return values.get(0);
    }

    private static String rejected(String reason) {
        return "sluice_events_rejected_total{reason=\"" + reason + "\"}";
    }

    @Test
    void documentsAllFamiliesWithTypesAndLabels() throws IOException {
        // Given
        await().until(() -> metrics().contains("sluice_consumer_lag_"));

        // When
        // HttpHandlersTest verifies the metrics of handlers.
        List<MetricFamily> page = MetricFamily.documentedIn(Files.lines(Path.of("docs/metrics.md"))).stream()
                .filter(family -> !family.labels().contains("handler"))
                .toList();

        // Then
        // The lag is exposed after its first measurement.
        await().untilAsserted(
                        () -> assertThat(MetricFamily.exposedIn(metrics())).containsExactlyInAnyOrderElementsOf(page));
    }

    @Test
    void familiesHaveDescriptions() {
        // When
        String metrics = metrics();

        // Then
        assertThat(MetricFamily.exposedIn(metrics)).allSatisfy(family -> assertThat(metrics)
                .containsPattern("# HELP " + family.name() + " [A-Z0-9].{10,}"));
    }

    @Test
    void servesOpenMetrics() {
        given().accept("application/openmetrics-text; version=1.0.0; charset=utf-8")
                .get(management.url("metrics"))
                .then()
                .statusCode(200)
                .contentType(containsString("application/openmetrics-text"))
                .body(containsString("# TYPE sluice_events_published counter"))
                .body(containsString("# EOF"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parcel.created | {} | invalid-event",
                "parcel.created | { | malformed-json",
                "made.up | {} | unknown-event-type",
                "item.reserved | {} | reserved-event-type"
            })
    void countsRejectedEventByReason(String type, String body, String reason) {
        // Given
        double before = value(rejected(reason));

        // When
        sluice.publish(type, body);

        // Then
        assertThat(value(rejected(reason))).isEqualTo(before + 1);
    }

    @Test
    void countsOtherProblemsAsOther() {
        // Given
        double before = value(rejected("other"));

        // When
        given().contentType("text/plain").body("x").post("/events/parcel.created");

        // Then
        assertThat(value(rejected("other"))).isEqualTo(before + 1);
    }

    @Test
    void countsEachEventOfBatch() {
        // Given
        String good = event("parcel.created", PARCELS.created("parcel-batch", "sender-" + UUID.randomUUID()));
        String bad = event("parcel.created", "{}");
        String published = "sluice_events_published_total{type=\"parcel.created\"}";
        double publishedBefore = value(published);
        double rejectedBefore = value(rejected("invalid-event"));

        // When
        sluice.publishBatch(batch(good, good, bad, bad, bad)).statusCode(207);

        // Then
        assertThat(value(published)).isEqualTo(publishedBefore + 2);
        assertThat(value(rejected("invalid-event"))).isEqualTo(rejectedBefore + 3);
    }

    @Test
    void countsRejectedAtomicBatchOnce() {
        // Given
        String bad = event("parcel.created", "{}");
        double before = value(rejected("invalid-event"));

        // When
        sluice.publishAtomically(batch(bad, bad)).statusCode(422);

        // Then
        assertThat(value(rejected("invalid-event"))).isEqualTo(before + 1);
    }

    @Test
    void countsParcelInAllStages() {
        // Given
        List<String> stages = List.of(
                "sluice_events_published_total{type=\"parcel.created\"}",
                "sluice_ingress_acknowledgement_seconds_count",
                "sluice_events_processed_total{outcome=\"handled\",type=\"parcel.created\"}",
                "sluice_transaction_seconds_count{outcome=\"committed\",part=\"processing\"}",
                "sluice_projection_rows_total{table=\"event\"}",
                "sluice_projection_rows_total{table=\"parcels\"}",
                "sluice_projection_transaction_seconds_count");
        List<Double> before = stages.stream().map(this::value).toList();

        // When
        sluice.publish("parcel.created", PARCELS.created("parcel-stages", "sender-" + UUID.randomUUID()))
                .statusCode(201);

        // Then
        await().untilAsserted(() -> assertThat(stages)
                .allSatisfy(stage -> assertThat(value(stage)).isGreaterThan(before.get(stages.indexOf(stage)))));
    }

    @Test
    void countsDeadLetter() {
        // Given
        String deadLettered = "sluice_events_processed_total{outcome=\"dead-lettered\",type=\"parcel.created\"}";
        double before = value(deadLettered);

        // When
        sluice.publish("parcel.created", PARCELS.rejected("parcel-dead", "sender-" + UUID.randomUUID()))
                .statusCode(201);

        // Then
        await().until(() -> value(deadLettered) == before + 1);
    }

    @Test
    void countsRetries() {
        // Given
        String retried = "sluice_events_retried_total{type=\"test.probe\"}";
        double before = value(retried);

        // When
        sluice.publish("test.probe", Probes.probe(UUID.randomUUID().toString(), "throw twice"))
                .statusCode(201);

        // Then
        await().until(() -> value(retried) == before + 2);
    }

    @Test
    void exposesRequestHistogramAndReadiness() {
        // When
        sluice.get("/event-types").statusCode(200);

        // Then
        await().untilAsserted(() -> assertThat(metrics())
                .containsPattern("http_server_requests_seconds_bucket\\{[^}]*uri=\"/event-types\"[^}]*le=\"0.1\""));
        assertThat(value("sluice_ready")).isEqualTo(1);
    }

    @Test
    void inventedMethodsShareOneLabel() {
        // When
        for (int i = 0; i < 1000; i++) {
            RawHttp.send(URI.create(RestAssured.baseURI + ":" + RestAssured.port), "INVENTED" + i + " /events/a" + i);
        }

        // Then
        assertThat(metrics()).contains("method=\"OTHER\"").doesNotContain("INVENTED");
    }
}
