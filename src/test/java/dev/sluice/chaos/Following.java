package dev.sluice.chaos;

import dev.sluice.chaos.Order.Item;
import dev.sluice.testing.EventLog.Entry;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;

/**
 * An event that follows from one of a customer's.
 *
 * @param quantity 0 where there is none
 */
record Following(String topic, String type, String key, String orderId, int quantity) {

    static final String CONFIRMED = "order.confirmed";
    static final String RESERVED = "stock.reserved";
    static final String EMAIL = "email.order-confirmation";

    /** Within a lane, events are in the order of their causes: they have the same key, and so do their causes. */
    record Lane(String customer, String topic, String key) {}

    /** All that is to follow from an event. */
    static List<Following> from(String type, Order order) {
        String customer = order.customer();
        List<Following> all = new ArrayList<>();
        switch (type) {
            case Event.CREATED -> {
                all.add(new Following("orders", CONFIRMED, customer, order.id(), 0));
                order.items().forEach(item -> all.add(ofItem(RESERVED, order, item)));
                all.add(new Following("notifications", EMAIL, customer, order.id(), 0));
            }
            case Event.CANCELLED -> order.items().forEach(item -> all.add(ofItem("stock.released", order, item)));
            case Event.PAID -> all.add(new Following("shipments", "shipment.requested", customer, order.id(), 0));
            default -> throw new IllegalArgumentException(type);
        }
        return all;
    }

    private static Following ofItem(String type, Order order, Item item) {
        return new Following("inventory", type, item.sku(), order.id(), item.quantity());
    }

    /** What an entry of the log is. */
    static Following of(Entry entry, GenericRecord event) {
        return new Following(
                entry.topic(),
                entry.type(),
                entry.key(),
                event.get("orderId").toString(),
                event.hasField("quantity") ? (int) event.get("quantity") : 0);
    }

    Lane lane() {
        return new Lane(Order.customer(orderId), topic, key);
    }
}
