package dev.sluice.admin;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.DevServers;
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
class OperationsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    ManagementPort management;

    @Test
    void createsTopicsOfTheEventTypes() throws Exception {
        try (Admin admin = new DevServers(devServices).admin()) {
            // When
            var topics = admin.describeTopics(
                            List.of("orders", "inventory", "shipments", "notifications", "order-status", "orders.dlq"))
                    .allTopicNames()
                    .get();
            ConfigResource orderStatus = new ConfigResource(ConfigResource.Type.TOPIC, "order-status");
            var settings =
                    admin.describeConfigs(List.of(orderStatus)).all().get().get(orderStatus);

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
        sluice.publish("order.created", Orders.created("ord-metrics", "customer-metrics"))
                .statusCode(201);

        // Then
        await().untilAsserted(() -> management
                .get("metrics")
                .body(containsString("sluice_events_published_total{type=\"order.created\"}"))
                .body(containsString("sluice_events_processed_total{outcome=\"handled\",type=\"order.created\"}"))
                .body(containsString("sluice_events_processed_total{outcome=\"skipped\",type=\"order.confirmed\"}")));
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
