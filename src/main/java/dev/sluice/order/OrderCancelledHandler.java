package dev.sluice.order;

import dev.sluice.event.EventHandler;
import dev.sluice.event.EventRejectedException;
import dev.sluice.order.event.OrderCancelled;
import dev.sluice.order.event.StockReleased;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The handler of cancelled orders. It releases the stock of each item. */
@ApplicationScoped
class OrderCancelledHandler implements EventHandler<OrderCancelled> {

    @Override
    public List<SpecificRecord> handle(OrderCancelled order) {
        if (order.getItems().stream().anyMatch(item -> item.getQuantity() < 1)) {
            throw new EventRejectedException("an item's quantity is less than 1");
        }
        return order.getItems().stream()
                .<SpecificRecord>map(item ->
                        new StockReleased(item.getSku(), item.getQuantity(), order.getOrderId(), order.getTimestamp()))
                .toList();
    }
}
