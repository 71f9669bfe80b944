package dev.sluice.chaos;

import dev.sluice.testing.Orders;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * An order of a customer.
 *
 * @param id the customer, a hyphen, and a number; one that PostgreSQL refuses has the character NUL before its number
 */
record Order(String id, String customer, List<Item> items) {

    private static final List<String> SKUS =
            IntStream.range(0, 20).mapToObj(i -> "SKU-" + i).toList();
    private static final int MAX_ITEMS = 4;
    private static final int REFUSED_ONE_IN = 200;
    private static final Instant OPENING = Instant.parse("2026-11-23T05:00:00Z");

    /** An item; no two of an order have the same {@code sku}. */
    record Item(String sku, int quantity) {

        private String json() {
            return Orders.item(sku, quantity, "9.95");
        }
    }

    static Order draw(String customer, int number, Random random) {
        int first = random.nextInt(SKUS.size());
        List<Item> items = IntStream.rangeClosed(0, random.nextInt(MAX_ITEMS))
                .mapToObj(i -> new Item(SKUS.get((first + i) % SKUS.size()), 1 + random.nextInt(9)))
                .toList();
        String refused = random.nextInt(REFUSED_ONE_IN) == 0 ? "\0" : "";
        return new Order(customer + "-" + refused + number, customer, items);
    }

    /** The customer of the order with an id. */
    static String customer(String orderId) {
        return orderId.substring(0, orderId.lastIndexOf('-'));
    }

    /** Whether PostgreSQL, whose text has no character NUL, refuses what tells the id of an order. */
    static boolean isRefused(String orderId) {
        return orderId.indexOf('\0') >= 0;
    }

    /**
     * The time that an event tells.
     *
     * @param number among its customer's events, which no two share
     */
    static Instant at(int number) {
        return OPENING.plus(Duration.ofSeconds(number, 1000L * number));
    }

    /**
     * The body that publishes an event of this type.
     *
     * @param number among its customer's events: its time and its amount tell it from the others
     */
    String json(String type, int number) {
        BigDecimal amount = BigDecimal.valueOf(995L + number, 2);
        Orders order = Orders.order(id.replace("\0", "\\u0000"), customer)
                .withItems(items.stream().map(Item::json).toArray(String[]::new))
                .withTotal(amount.toString())
                .at(at(number).toString());
        return switch (type) {
            case Event.CREATED -> order.created();
            case Event.CANCELLED -> number % 2 == 0 ? order.cancelled() : order.cancelled("too late");
            case Event.PAID -> order.paid();
            default -> throw new IllegalArgumentException(type);
        };
    }
}
