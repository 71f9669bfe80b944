package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SluiceApi;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** Processes of one package that run different components. */
@QuarkusIntegrationTest
@TestProfile(RolesIT.IngressAndQuery.class)
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class RolesIT {

    DevServicesContext devServices;
    ManagementPort management;

    public static final class IngressAndQuery implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress,query");
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
                    .as("no HTTP port without ingress, query and admin")
                    .isInstanceOf(ConnectException.class);
            ready(worker.management("health/ready"))
                    .body(
                            "checks.name",
                            containsInAnyOrder(
                                    "processing", "projection", "topics", "event schemas", "database", "not stopping"));
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

    @Test
    void eachProcessServesOnlyEndpointsOfItsComponents() {
        // Given
        try (Replica admin = Replica.start("admin-only", settings("admin"))) {
            Map<String, Map<String, Object>> paths = paths("");
            Map<String, Map<String, Object>> adminPaths = paths(admin.address().toString());
            Map<String, Object> unknown = problem("", "GET", "/unknown");

            // Then
            assertThat(paths.keySet())
                    .contains("/events/{type}", "/event-types", "/orders/{orderId}")
                    .allMatch(path -> path.matches("/(events|event-types|orders)(/.*)?"));
            assertThat(adminPaths.keySet())
                    .contains("/topics", "/consumer-groups/{group}", "/dead-letters/purge")
                    .allMatch(path -> path.matches("/(topics|consumer-groups|dead-letters)(/.*)?"));
            paths.forEach((path, methods) -> Stream.concat(methods.keySet().stream(), Stream.of("DELETE", "OPTIONS"))
                    .forEach(method -> assertThat(problem(admin.address().toString(), method, path))
                            .as(method + " " + path)
                            .isEqualTo(unknown)));
            adminPaths.forEach((path, methods) -> {
                methods.keySet().forEach(method -> assertThat(problem("", method, path))
                        .as(method + " " + path)
                        .isEqualTo(unknown));
                given().delete(admin.address() + filled(path)).then().statusCode(405);
            });
            for (String path : List.of("/topics", "/consumer-groups", "/dead-letters")) {
                SluiceApi.at(admin.address()).get(path).statusCode(200);
            }
            given().get("/orders").then().statusCode(200);
            given().get("/event-types").then().statusCode(200);
            ready(admin.management("health/ready"))
                    .body(
                            "checks.name",
                            containsInAnyOrder(
                                    "topics", "event schemas", "database", "identity provider", "not stopping"));
        }
    }

    /** Returns the documented methods of each path of a server; of the application under test, if the server is empty. */
    private static Map<String, Map<String, Object>> paths(String server) {
        return given().get(server + "/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
    }

    /** Returns the problem document of an unknown path, without its instance. */
    private static Map<String, Object> problem(String server, String method, String path) {
        Map<String, Object> problem = given().contentType("application/json")
                .body("{}")
                .request(method.toUpperCase(Locale.ROOT), server + filled(path))
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .extract()
                .path("");
        problem.remove("instance");
        return problem;
    }

    private static String filled(String path) {
        return path.replaceAll("[{}]", "");
    }

    @Test
    void doesNotProcessAgainAfterTheGroupHasLostItsOffsets() throws Exception {
        // Given
        PostedOrders customer = PostedOrders.ofNewCustomer();
        customer.created("ord-before");
        EventLog log = new DevServers(devServices).log();
        try (Replica worker = Replica.start("loses-offsets", settings("processing"));
                Replica operations = Replica.start("resets-offsets", settings("admin"));
                Admin admin = new DevServers(devServices).admin()) {
            log.await("orders", 1, confirmationOf(customer));
            assertThat(worker.stop()).isTrue();
            admin.deleteConsumerGroups(List.of("sluice-processing")).all().get();
            customer.created("ord-meanwhile");

            // When
            worker.restart();

            // Then
            await().ignoreExceptionsInstanceOf(ConnectException.class)
                    .untilAsserted(() -> given().get(worker.management("health/ready"))
                            .then()
                            .statusCode(503)
                            .body("checks.find { it.name == 'processing' }.data.unread", containsString("orders-"))
                            .body(
                                    "checks.find { it.name == 'processing' }.data.reason",
                                    containsString("has no committed offset")));
            assertThat(log.all("orders", confirmationOf(customer))).hasSize(1);

            // When
            SluiceApi.at(operations.address())
                    .post("/consumer-groups/sluice-processing/reset?topic=orders&to=latest&dry-run=false")
                    .statusCode(200);

            // Then
            worker.awaitReady();
            customer.created("ord-after");
            log.await("orders", 2, confirmationOf(customer));
            assertThat(log.all("orders", confirmationOf(customer))).hasSize(2);
        }
    }

    private static Predicate<EventLog.Entry> confirmationOf(PostedOrders customer) {
        return entry ->
                "order.confirmed".equals(entry.type()) && customer.customerId().equals(entry.key());
    }
}
