package dev.sluice.admin;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** Topics, health and metrics, as operators on call see them. */
@QuarkusTest
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
public class OperationsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    ManagementPort management;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @Test
    void createsTopicsOfTheEventTypes() throws Exception {
        Domain.Results results = domain().results();
        try (Admin admin = new DevServers(devServices).admin()) {
            // When
            var topics = admin.describeTopics(List.of(
                            domain().topic(),
                            results.items(),
                            results.transports(),
                            results.notices(),
                            results.status(),
                            domain().topic() + ".dlq"))
                    .allTopicNames()
                    .get();
            ConfigResource status = new ConfigResource(ConfigResource.Type.TOPIC, results.status());
            var settings = admin.describeConfigs(List.of(status)).all().get().get(status);

            // Then
            assertThat(topics.values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(6));
            assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact");
        }
    }

    @Test
    void readinessNamesTheSchemas() {
        management
                .get("health/ready")
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("event schemas"));
        management.get("health/live").statusCode(200);
    }

    @Test
    void servesHealthAndMetricsOnTheManagementPortOnly() {
        given().get("/q/health").then().statusCode(404);
        given().get("/q/metrics").then().statusCode(404);
        management.get("openapi").statusCode(404);
        management.get("../event-types").statusCode(404);
    }

    @Test
    void countsPublishedAndProcessedEventsByType() {
        // When
        sluice.publish(domain().type("created"), domain().created("metrics-1", "sender-metrics"))
                .statusCode(201);

        // Then
        await().untilAsserted(() -> management
                .get("metrics")
                .body(containsString("sluice_events_published_total{type=\"" + domain().type("created") + "\"}"))
                .body(containsString(
                        "sluice_events_processed_total{outcome=\"handled\",type=\"" + domain().type("created") + "\"}"))
                .body(containsString("sluice_events_processed_total{outcome=\"skipped\",type=\""
                        + domain().type("confirmed") + "\"}")));
    }

    @Test
    void unknownPathsDoNotBecomeLabels() {
        // When
        given().contentType("text/plain")
                .body("x")
                .post("/events/made-up")
                .then()
                .statusCode(415);

        // Then
        await().untilAsserted(() -> management
                .get("metrics")
                .body(containsString("uri=\"/events/{type}\""))
                .body(not(containsString("made-up"))));
    }
}
