package dev.sluice.chaos;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * An order of a customer.
 *
 * @param id the customer, a hyphen, and a number
 */
record Order(String id, String customer, List<Item> items) {

    private static final List<String> SKUS =
            IntStream.range(0, 20).mapToObj(i -> "SKU-" + i).toList();
    private static final int MAX_ITEMS = 4;

    /** An item; no two of an order have the same {@code sku}. */
    record Item(String sku, int quantity) {

        private String json() {
            return "{\"sku\":\"%s\",\"quantity\":%d,\"price\":\"9.95\"}".formatted(sku, quantity);
        }
    }

    static Order draw(String customer, int number, Random random) {
        int first = random.nextInt(SKUS.size());
        List<Item> items = IntStream.rangeClosed(0, random.nextInt(MAX_ITEMS))
                .mapToObj(i -> new Item(SKUS.get((first + i) % SKUS.size()), 1 + random.nextInt(9)))
                .toList();
        return new Order(customer + "-" + number, customer, items);
    }

    /** The customer of the order with an id. */
    static String customer(String orderId) {
        return orderId.substring(0, orderId.lastIndexOf('-'));
    }

    /** The body that publishes an event of this type. */
    String json(String type) {
        String items = this.items.stream().map(Item::json).collect(joining(",", "[", "]"));
        String what =
                switch (type) {
                    case Event.CREATED -> "\"items\":" + items + ",\"total\":\"9.95\"";
                    case Event.CANCELLED -> "\"items\":" + items;
                    case Event.PAID -> "\"amount\":\"9.95\"";
                    default -> throw new IllegalArgumentException(type);
                };
        return "{\"orderId\":\"%s\",\"customerId\":\"%s\",%s,\"timestamp\":\"2026-11-23T05:00:00Z\"}"
                .formatted(id, customer, what);
    }
}
