package dev.sluice.testing;

/**
 * Builds the JSON of an order's events.
 *
 * @param items a JSON array
 * @param total the order's total, which is also the amount of a payment
 */
public record Orders(String orderId, String customerId, String items, String total, String timestamp) {

    /** Returns an order of one item with quantity 3. */
    public static Orders order(String orderId, String customerId) {
        return new Orders(
                orderId, customerId, "[" + item("WIDGET-A", 3, "29.99") + "]", "89.97", "2026-11-23T05:00:00Z");
    }

    /** Returns the JSON of an item. */
    public static String item(String sku, int quantity, String price) {
        return "{\"sku\":\"" + sku + "\",\"quantity\":" + quantity + ",\"price\":" + price + "}";
    }

    public static String created(String orderId, String customerId) {
        return order(orderId, customerId).created();
    }

    /** Returns an {@code order.created} that processing rejects because a quantity is 0. */
    public static String rejected(String orderId, String customerId) {
        return order(orderId, customerId)
                .withItems(item("WIDGET-A", 0, "29.99"))
                .created();
    }

    public static String paid(String orderId, String customerId) {
        return order(orderId, customerId).at("2026-11-23T05:01:00Z").paid();
    }

    public static String cancelled(String orderId, String customerId, String reason) {
        return order(orderId, customerId).at("2026-11-23T05:02:00Z").cancelled(reason);
    }

    public Orders withItems(String... items) {
        return new Orders(orderId, customerId, "[" + String.join(",", items) + "]", total, timestamp);
    }

    public Orders withTotal(String total) {
        return new Orders(orderId, customerId, items, total, timestamp);
    }

    public Orders at(String timestamp) {
        return new Orders(orderId, customerId, items, total, timestamp);
    }

    public String created() {
        return json("\"items\":" + items + ",\"total\":" + total);
    }

    public String paid() {
        return json("\"amount\":" + total);
    }

    public String cancelled(String reason) {
        return json("\"items\":" + items + ",\"reason\":\"" + reason + "\"");
    }

    /** Returns an {@code order.cancelled} without a reason. */
    public String cancelled() {
        return json("\"items\":" + items);
    }

    // Concatenation, because benchmarks build one event per request.
    private String json(String fields) {
        return "{\"orderId\":\"" + orderId + "\",\"customerId\":\"" + customerId + "\"," + fields + ",\"timestamp\":\""
                + timestamp + "\"}";
    }
}
