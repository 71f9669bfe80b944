package dev.sluice.order;

import dev.sluice.event.EventHandler;
import dev.sluice.event.EventRejectedException;
import dev.sluice.order.event.EmailOrderConfirmation;
import dev.sluice.order.event.LineItem;
import dev.sluice.order.event.OrderConfirmed;
import dev.sluice.order.event.OrderCreated;
import dev.sluice.order.event.StockReserved;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The handler of new orders. It confirms the order, reserves the stock of each item and requests an e-mail to the
 * customer.
 */
@ApplicationScoped
class OrderCreatedHandler implements EventHandler<OrderCreated> {

    @Override
    public List<SpecificRecord> handle(OrderCreated order) {
        requireValid(order);
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

    private static void requireValid(OrderCreated order) {
        if (order.getItems().isEmpty()) {
            throw new EventRejectedException("the order has no items");
        }
        if (order.getItems().stream().anyMatch(item -> item.getQuantity() < 1)) {
            throw new EventRejectedException("an item's quantity is less than 1");
        }
    }
}
