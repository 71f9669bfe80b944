package dev.sluice.operations;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What the people on call see. */
@QuarkusTest
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class OperationsTest {

    DevServicesContext devServices;

    ManagementPort management;

    @Test
    void theTopicsOfTheEventTypesAreThere() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", new DevServers(devServices).kafka()))) {
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
    void readinessNamesTheSchemasAndTheChannels() {
        given().get(management.url("health/ready"))
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("event schemas"));
        given().get(management.url("health/live")).then().statusCode(200);
    }

    @Test
    void healthAndMetricsAreNotOnThePortOfTheApi() {
        given().get("/q/health").then().statusCode(404);
        given().get("/q/metrics").then().statusCode(404);
        given().get(management.url("openapi")).then().statusCode(404);
        given().get(management.url("../event-types")).then().statusCode(404);
    }

    @Test
    void publishedAndProcessedEventsAreCountedByType() {
        // When
        given().contentType("application/json")
                .body(Orders.created("ord-metrics", "customer-metrics"))
                .post("/events/order.created")
                .then()
                .statusCode(201);

        // Then
        await().untilAsserted(() -> given().get(management.url("metrics"))
                .then()
                .body(containsString("sluice_events_published_total{type=\"order.created\"}"))
                .body(containsString("sluice_events_processed_total{outcome=\"handled\",type=\"order.created\"}"))
                .body(containsString(
                        "sluice_events_processed_total{outcome=\"passed-over\",type=\"order.confirmed\"}")));
    }

    @Test
    void pathsThatAnybodyMakesUpDoNotBecomeLabels() {
        // When
        given().contentType("text/plain")
                .body("x")
                .post("/events/made-up")
                .then()
                .statusCode(415);

        // Then
        await().untilAsserted(() -> given().get(management.url("metrics"))
                .then()
                .body(containsString("uri=\"/events/{type}\""))
                .body(not(containsString("made-up"))));
    }
}
