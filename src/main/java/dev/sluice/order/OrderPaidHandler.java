package dev.sluice.order;

import dev.sluice.event.EventHandler;
import dev.sluice.order.event.OrderPaid;
import dev.sluice.order.event.ShipmentRequested;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The handler of payments. It requests the shipment of the order. */
@ApplicationScoped
class OrderPaidHandler implements EventHandler<OrderPaid> {

    @Override
    public List<SpecificRecord> handle(OrderPaid payment) {
        return List.of(new ShipmentRequested(payment.getOrderId(), payment.getCustomerId(), payment.getTimestamp()));
    }
}
