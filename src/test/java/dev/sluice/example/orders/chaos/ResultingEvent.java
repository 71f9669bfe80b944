package dev.sluice.example.orders.chaos;

import dev.sluice.example.orders.chaos.Order.Item;
import dev.sluice.testing.EventLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/**
 * An event that processing publishes as a result of a customer's event.
 *
 * @param quantity 0 if the event type has no quantity
 */
record ResultingEvent(String topic, String type, String key, String orderId, int quantity) {

    /** The scope within which resulting events keep the order of their causes: all have one key, and so have their causes. */
    record OrderingScope(String customer, String topic, String key) {}

    /** Returns all events that must result from an event. */
    static List<ResultingEvent> expected(String type, Order order) {
        String customer = order.customer();
        List<ResultingEvent> results = new ArrayList<>();
        switch (type) {
            case EventTypes.CREATED -> {
                results.add(new ResultingEvent("orders", EventTypes.CONFIRMED, customer, order.id(), 0));
                order.items().forEach(item -> results.add(stockEvent(EventTypes.STOCK_RESERVED, order, item)));
                results.add(
                        new ResultingEvent("notifications", EventTypes.CONFIRMATION_EMAIL, customer, order.id(), 0));
            }
            case EventTypes.CANCELLED ->
                order.items().forEach(item -> results.add(stockEvent(EventTypes.STOCK_RELEASED, order, item)));
            case EventTypes.PAID ->
                results.add(new ResultingEvent("shipments", EventTypes.SHIPMENT_REQUESTED, customer, order.id(), 0));
            default -> throw new IllegalArgumentException(type);
        }
        return results;
    }

    /** Returns the status that must result from an event on the topic {@code orders}. */
    static ResultingEvent expectedStatus(String type, String orderId) {
        return status(type.substring("order.".length()).toUpperCase(Locale.ROOT), orderId);
    }

    private static ResultingEvent status(String status, String orderId) {
        return new ResultingEvent("order-status", EventTypes.STATUS + " " + status, orderId, orderId, 0);
    }

    private static ResultingEvent stockEvent(String type, Order order, Item item) {
        return new ResultingEvent("inventory", type, item.sku(), order.id(), item.quantity());
    }

    /** Converts an entry of the log and its decoded value. The type of a status includes the status. */
    static ResultingEvent of(Entry entry, GenericRecord event) {
        return new ResultingEvent(
                entry.topic(),
                EventTypes.STATUS.equals(entry.type()) ? entry.type() + " " + event.get("status") : entry.type(),
                entry.key(),
                event.get("orderId").toString(),
                event.hasField("quantity") ? (int) event.get("quantity") : 0);
    }

    OrderingScope orderingScope() {
        return new OrderingScope(Order.customer(orderId), topic, key);
    }
}
