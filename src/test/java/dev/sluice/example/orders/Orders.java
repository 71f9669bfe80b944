package dev.sluice.example.orders;

import dev.sluice.testing.Domain;

/** The events of orders. */
public final class Orders {

    public static final Domain DOMAIN = new Domain(
            "order",
            "orders",
            "orderId",
            "customerId",
            new Domain.Results("inventory", "notifications", "shipments", "order-status"));

    private Orders() {}

    /** Returns an order of one item with quantity 3. */
    public static Domain.Entity order(String orderId, String customerId) {
        return DOMAIN.entity(orderId, customerId);
    }

    /** Returns the JSON of an item. */
    public static String item(String sku, int quantity, String price) {
        return Domain.item(sku, quantity, price);
    }

    public static String created(String orderId, String customerId) {
        return DOMAIN.created(orderId, customerId);
    }

    /** Returns an {@code order.created} that processing rejects because a quantity is 0. */
    public static String rejected(String orderId, String customerId) {
        return DOMAIN.rejected(orderId, customerId);
    }

    public static String paid(String orderId, String customerId) {
        return DOMAIN.paid(orderId, customerId);
    }

    public static String cancelled(String orderId, String customerId, String reason) {
        return DOMAIN.cancelled(orderId, customerId, reason);
    }
}
