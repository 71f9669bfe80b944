package dev.sluice.order.query;

import java.util.Comparator;

/**
 * What tells an order from all others. An id that two customers use is two orders: their events lie in different partitions,
 * and nobody can tell which came first.
 */
record OrderKey(String orderId, String customerId) implements Comparable<OrderKey> {

    private static final Comparator<OrderKey> ORDER =
            Comparator.comparing(OrderKey::orderId).thenComparing(OrderKey::customerId);

    @Override
    public int compareTo(OrderKey other) {
        return ORDER.compare(this, other);
    }
}
