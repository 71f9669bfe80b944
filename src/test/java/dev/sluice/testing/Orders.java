package dev.sluice.testing;

/** Orders as clients post them. */
public final class Orders {

    private Orders() {}

    public static String created(String orderId, String customerId) {
        return """
                {"orderId":"%s","customerId":"%s","items":[{"sku":"WIDGET-A","quantity":3,"price":29.99}],\
                "total":89.97,"timestamp":"2026-11-23T05:00:00Z"}""".formatted(orderId, customerId);
    }
}
