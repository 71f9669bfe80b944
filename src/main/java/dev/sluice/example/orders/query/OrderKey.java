package dev.sluice.example.orders.query;

import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.ShipmentRequested;
import java.util.Comparator;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The identity of an order. If two customers use the same order id, these are two orders: their events are in different
 * partitions, so it is undefined which came first.
 */
record OrderKey(String orderId, String customerId) implements Comparable<OrderKey> {

    private static final Comparator<OrderKey> ORDER =
            Comparator.comparing(OrderKey::orderId).thenComparing(OrderKey::customerId);

    /** Returns the key of the order that an event belongs to; empty if it belongs to none. */
    static Optional<OrderKey> of(SpecificRecord event) {
        if (event instanceof OrderCreated order) {
            return key(order.getOrderId(), order.getCustomerId());
        }
        if (event instanceof OrderConfirmed order) {
            return key(order.getOrderId(), order.getCustomerId());
        }
        if (event instanceof OrderPaid order) {
            return key(order.getOrderId(), order.getCustomerId());
        }
        if (event instanceof OrderCancelled order) {
            return key(order.getOrderId(), order.getCustomerId());
        }
        if (event instanceof ShipmentRequested order) {
            return key(order.getOrderId(), order.getCustomerId());
        }
        return Optional.empty();
    }

    private static Optional<OrderKey> key(String orderId, String customerId) {
        return Optional.of(new OrderKey(orderId, customerId));
    }

    @Override
    public int compareTo(OrderKey other) {
        return ORDER.compare(this, other);
    }
}
