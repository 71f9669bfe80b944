package dev.sluice.example.orders;

import dev.sluice.event.Channels;
import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.OrderStatus;
import dev.sluice.example.orders.event.Status;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * Writes the status of each order to a compacted topic. The events of an order have one key, so they arrive in order and the last
 * status wins.
 */
@ApplicationScoped
class OrderStatusTracker {

    @Incoming("order.created")
    @Incoming("order.confirmed")
    @Incoming("order.paid")
    @Incoming("order.cancelled")
    @Outgoing(Channels.EVENTS)
    OrderStatus track(SpecificRecord event) {
        if (event instanceof OrderCreated order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CREATED, order.getTimestamp());
        }
        if (event instanceof OrderConfirmed order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CONFIRMED, order.getTimestamp());
        }
        if (event instanceof OrderPaid order) {
            return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.PAID, order.getTimestamp());
        }
        OrderCancelled order = (OrderCancelled) event;
        return new OrderStatus(order.getOrderId(), order.getCustomerId(), Status.CANCELLED, order.getTimestamp());
    }
}
