package dev.sluice.example.orders;

import dev.sluice.testing.Domain;
import dev.sluice.testing.SluiceApi;
import io.restassured.path.json.JsonPath;
import java.util.UUID;

/**
 * Publishes the order events of a customer that no other test uses. Each method returns the event's position, in the format of
 * {@code at-least}.
 */
public record PostedOrders(String customerId) {

    private static final SluiceApi SLUICE = new SluiceApi();

    public static PostedOrders ofNewCustomer() {
        return new PostedOrders("customer-" + UUID.randomUUID());
    }

    public String created(String orderId) {
        return post("order.created", Orders.created(orderId, customerId));
    }

    public String created(String orderId, String total, String timestamp) {
        Domain.Entity order = Orders.order(orderId, customerId).withItems(Orders.item("WIDGET-A", 3, "29.90"));
        return post("order.created", order.withTotal(total).at(timestamp).created());
    }

    public String paid(String orderId, String timestamp) {
        Domain.Entity order = Orders.order(orderId, customerId).withTotal("89.90");
        return post("order.paid", order.at(timestamp).paid());
    }

    public String cancelled(String orderId) {
        return post("order.cancelled", Orders.cancelled(orderId, customerId, "changed my mind"));
    }

    private static String post(String type, String event) {
        JsonPath receipt = SLUICE.publish(type, event).statusCode(201).extract().jsonPath();
        return receipt.getString("topic") + "-" + receipt.getString("partition") + "-" + receipt.getString("offset");
    }
}
