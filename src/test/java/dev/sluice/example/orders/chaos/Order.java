package dev.sluice.example.orders.chaos;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.Domain;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * An order of a customer.
 *
 * @param id customer, hyphen and number; with the character NUL before the number if PostgreSQL is to reject the order
 */
record Order(String id, String customer, List<Item> items) {

    private static final List<String> SKUS =
            IntStream.range(0, 20).mapToObj(i -> "SKU-" + i).toList();
    private static final int MAX_ITEMS = 4;
    private static final int REJECTED_ONE_IN = 200;
    private static final Instant START = Instant.parse("2026-11-23T05:00:00Z");

    /** An item. The items of an order have distinct SKUs. */
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
        String nul = random.nextInt(REJECTED_ONE_IN) == 0 ? "\0" : "";
        return new Order(customer + "-" + nul + number, customer, items);
    }

    /** Returns the customer of an order. */
    static String customer(String orderId) {
        return orderId.substring(0, orderId.lastIndexOf('-'));
    }

    /** Returns whether PostgreSQL rejects events of an order: its text cannot contain the character NUL. */
    static boolean isRejectedByDatabase(String orderId) {
        return orderId.indexOf('\0') >= 0;
    }

    /**
     * Returns the timestamp of an event.
     *
     * @param number unique sequence number among its customer's events
     */
    static Instant timestamp(int number) {
        return START.plus(Duration.ofSeconds(number, 1000L * number));
    }

    /**
     * Returns the JSON of an event of this order.
     *
     * @param number unique sequence number among its customer's events, from which timestamp and amount are derived
     */
    String json(String type, int number) {
        BigDecimal amount = BigDecimal.valueOf(995L + number, 2);
        Domain.Entity orders = Orders.order(id.replace("\0", "\\u0000"), customer)
                .withItems(items.stream().map(Item::json).toArray(String[]::new))
                .withTotal(amount.toString())
                .at(timestamp(number).toString());
        return switch (type) {
            case EventTypes.CREATED -> orders.created();
            case EventTypes.CANCELLED -> number % 2 == 0 ? orders.cancelled() : orders.cancelled("too late");
            case EventTypes.PAID -> orders.paid();
            default -> throw new IllegalArgumentException(type);
        };
    }
}
