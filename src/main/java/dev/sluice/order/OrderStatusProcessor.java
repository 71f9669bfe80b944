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
 * Keeps the latest status of each order in a compacted topic: that of its last event in the log. The events of an order have
 * one key, so they come in the log's order; a status published again after a crash is followed by all those after it.
 */
@ApplicationScoped
class OrderStatusProcessor {

    static final String ORDERS = "orders";
    static final String ORDER_STATUS = "order-status";

    /** Tells the status that an event leads to; null if it is none of an order, or could not be decoded. */
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
