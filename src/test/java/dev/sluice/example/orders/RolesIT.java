package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Replica;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Processes of one package that run different components. */
@QuarkusIntegrationTest
@TestProfile(RolesIT.IngressOnly.class)
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class RolesIT {

    DevServicesContext devServices;
    ManagementPort management;

    public static final class IngressOnly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress");
        }
    }

    private Map<String, String> settings(String roles) {
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("sluice.roles", roles);
        return settings;
    }

    private static ValidatableResponse ready(URI health) {
        return given().get(health).then().statusCode(200);
    }

    @Test
    void separateProcessesServeOneOrder() {
        // Given
        PostedOrders customer = PostedOrders.ofNewCustomer();
        String position = customer.created("ord-shared");
        given().queryParam("at-least", position)
                .get("/orders/ord-shared")
                .then()
                .statusCode(504);

        // When
        try (Replica worker = Replica.start("worker", settings("processing,projection"))) {

            // Then
            await().untilAsserted(() ->
                    given().get("/orders/ord-shared").then().statusCode(200).body("status", equalTo("confirmed")));
            assertThatThrownBy(() -> new Socket(
                                    worker.address().getHost(), worker.address().getPort())
                            .close())
                    .as("no HTTP port without ingress")
                    .isInstanceOf(ConnectException.class);
            ready(worker.management("health/ready"))
                    .body(
                            "checks.name",
                            containsInAnyOrder("projection", "topics", "event schemas", "database", "not stopping"));
            ready(URI.create(management.url("health/ready")))
                    .body(
                            "checks.name",
                            containsInAnyOrder(
                                    "ingress topics",
                                    "topics",
                                    "event schemas",
                                    "database",
                                    "identity provider",
                                    "not stopping"));
            ready(worker.management("health/started")).body("checks", empty());
            assertThat(worker.stop()).isTrue();
        }
    }
}
