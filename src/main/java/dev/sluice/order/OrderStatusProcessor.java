package dev.sluice.order;

import dev.sluice.order.event.OrderCancelled;
import dev.sluice.order.event.OrderConfirmed;
import dev.sluice.order.event.OrderCreated;
import dev.sluice.order.event.OrderPaid;
import dev.sluice.order.event.OrderStatus;
import dev.sluice.order.event.Status;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.avro.generic.GenericContainer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * The channel method that writes the status of each order to a compacted topic. The events of an order have one key, so
 * they arrive in order and the last status wins. After a crash, a status may be published again, together with all
 * later ones.
 */
@ApplicationScoped
class OrderStatusProcessor {

    static final String ORDERS = "orders";
    static final String ORDER_STATUS = "order-status";

    /** Returns the status after an event; null if the event changes no status or cannot be decoded. */
    @Incoming(ORDERS)
    @Outgoing(ORDER_STATUS)
    @Nullable
    OrderStatus status(@Nullable GenericContainer event) {
        if (event instanceof OrderCreated order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CREATED, order.getTimestamp());
        }
        if (event instanceof OrderConfirmed order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CONFIRMED, order.getTimestamp());
        }
        if (event instanceof OrderPaid order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.PAID, order.getTimestamp());
        }
        if (event instanceof OrderCancelled order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CANCELLED, order.getTimestamp());
        }
        return null;
    }
}
