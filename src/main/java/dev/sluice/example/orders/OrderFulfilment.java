package dev.sluice.example.orders;

import dev.sluice.event.Channels;
import dev.sluice.event.EventRejectedException;
import dev.sluice.example.orders.event.EmailOrderConfirmation;
import dev.sluice.example.orders.event.LineItem;
import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.ShipmentRequested;
import dev.sluice.example.orders.event.StockReleased;
import dev.sluice.example.orders.event.StockReserved;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Confirms, ships and cancels orders. */
@ApplicationScoped
class OrderFulfilment {

    /** Confirms an order, reserves the stock of each item and requests an e-mail to the customer. */
    @Incoming("order.created")
    @Outgoing(Channels.EVENTS)
    List<SpecificRecord> confirm(OrderCreated order) {
        if (order.getItems().isEmpty()) {
            throw new EventRejectedException("the order has no items");
        }
        requireQuantities(order.getItems());
        List<SpecificRecord> events = new ArrayList<>();
        events.add(
                new OrderConfirmed(order.getOrderId(), order.getCustomerId(), order.getTotal(), order.getTimestamp()));
        for (LineItem item : order.getItems()) {
            events.add(new StockReserved(item.getSku(), item.getQuantity(), order.getOrderId(), order.getTimestamp()));
        }
        events.add(new EmailOrderConfirmation(
                order.getOrderId(), order.getCustomerId(), order.getItems(), order.getTotal(), order.getTimestamp()));
        return events;
    }

    /** Requests the shipment of a paid order. */
    @Incoming("order.paid")
    @Outgoing(Channels.EVENTS)
    ShipmentRequested ship(OrderPaid payment) {
        return new ShipmentRequested(payment.getOrderId(), payment.getCustomerId(), payment.getTimestamp());
    }

    /** Releases the stock of each item of a cancelled order. */
    @Incoming("order.cancelled")
    @Outgoing(Channels.EVENTS)
    List<StockReleased> cancel(OrderCancelled order) {
        requireQuantities(order.getItems());
        return order.getItems().stream()
                .map(item ->
                        new StockReleased(item.getSku(), item.getQuantity(), order.getOrderId(), order.getTimestamp()))
                .toList();
    }

    private static void requireQuantities(List<LineItem> items) {
        if (items.stream().anyMatch(item -> item.getQuantity() < 1)) {
            throw new EventRejectedException("an item's quantity is less than 1");
        }
    }
}
