package dev.sluice.order.query;

import dev.sluice.order.event.OrderCancelled;
import dev.sluice.order.event.OrderConfirmed;
import dev.sluice.order.event.OrderCreated;
import dev.sluice.order.event.OrderPaid;
import dev.sluice.order.event.ShipmentRequested;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Which events are of orders. */
final class OrderEvents {

    private OrderEvents() {}

    /** The order that an event is of; empty if it is of none. */
    static Optional<OrderKey> key(SpecificRecord event) {
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
}
