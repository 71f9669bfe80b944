package dev.sluice.order.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Orders;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrderProjectionTest {

    DevServicesContext devServices;

    private String status(String orderId) throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                PreparedStatement query =
                        connection.prepareStatement("SELECT status, total, items FROM orders WHERE order_id = ?")) {
            query.setString(1, orderId);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? found.getString(1) + " " + found.getString(2) + " " + found.getString(3) : "";
            }
        }
    }

    @Test
    void smoke() throws Exception {
        String id = "view-" + UUID.randomUUID();
        given().contentType("application/json")
                .body(Orders.created(id, "customer-" + id))
                .post("/events/order.created")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status(id)).startsWith("confirmed"));
        System.out.println(status(id));
        given().contentType("application/json")
                .body("{\"orderId\":\"" + id + "\",\"customerId\":\"customer-" + id
                        + "\",\"amount\":89.97,\"timestamp\":0}")
                .post("/events/order.paid")
                .then()
                .statusCode(201);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status(id)).startsWith("shipping"));
    }
}
