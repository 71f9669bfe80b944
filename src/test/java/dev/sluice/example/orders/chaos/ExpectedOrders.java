package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.example.orders.chaos.ProjectionTables.OrderRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;

/**
 * The expected rows of the table {@code orders}. Each is derived from all events of the order together, whereas the service applies
 * one event at a time. None of the service's code is used.
 */
final class ExpectedOrders {

    private ExpectedOrders() {}

    /** @param events events of all orders, those of a partition in offset order */
    static List<OrderRow> of(List<DecodedEvent> events) {
        return events.stream()
                .collect(groupingBy(event -> List.of(event.orderId(), event.text("customerId"))))
                .values()
                .stream()
                .map(ExpectedOrders::row)
                .toList();
    }

    private static OrderRow row(List<DecodedEvent> events) {
        // Events of an order are in one partition, in order. Shipments are in another topic.
        List<DecodedEvent> orderEvents = events.stream()
                .filter(event -> event.entry().topic().equals("orders"))
                .toList();
        Optional<DecodedEvent> created = first(events, EventTypes.CREATED);
        Optional<DecodedEvent> confirmed = first(events, EventTypes.CONFIRMED);
        Optional<DecodedEvent> paid = first(events, EventTypes.PAID);
        Optional<DecodedEvent> shipping = first(events, EventTypes.SHIPMENT_REQUESTED);
        Optional<DecodedEvent> cancelled = first(events, EventTypes.CANCELLED);

        Set<String> anomalies = new TreeSet<>();
        if (!orderEvents.isEmpty() && !orderEvents.get(0).type().equals(EventTypes.CREATED)) {
            anomalies.add("before-created");
        }
        addIfDuplicated(orderEvents, EventTypes.CREATED, "created-twice", anomalies);
        addIfDuplicated(orderEvents, EventTypes.PAID, "paid-twice", anomalies);
        addIfDuplicated(orderEvents, EventTypes.CANCELLED, "cancelled-twice", anomalies);
        if (cancelled.isPresent()) {
            if (paid.isPresent() && orderEvents.indexOf(cancelled.get()) < orderEvents.indexOf(paid.get())) {
                anomalies.add("paid-after-cancelled");
            }
            if (shipping.isPresent()) {
                anomalies.add("cancelled-and-shipped");
            }
        }
        String status = "created";
        if (cancelled.isPresent()) {
            status = "cancelled";
        } else if (paid.isPresent()) {
            status = shipping.isPresent() ? "shipping" : "paid";
        } else if (confirmed.isPresent()) {
            status = "confirmed";
        }
        Instant earliest = events.stream()
                .map(DecodedEvent::timestamp)
                .min(Instant::compareTo)
                .orElseThrow();
        return new OrderRow(
                events.get(0).orderId(),
                events.get(0).text("customerId"),
                status,
                created.map(DecodedEvent::timestamp).orElse(earliest),
                created.map(DecodedEvent::id).orElse(null),
                created.map(ExpectedOrders::items).orElse(null),
                created.map(event -> event.decimal("total")).orElse(null),
                confirmed.map(DecodedEvent::timestamp).orElse(null),
                paid.map(DecodedEvent::id).orElse(null),
                paid.map(DecodedEvent::timestamp).orElse(null),
                paid.map(event -> event.decimal("amount")).orElse(null),
                shipping.map(DecodedEvent::timestamp).orElse(null),
                cancelled.map(DecodedEvent::id).orElse(null),
                cancelled.map(DecodedEvent::timestamp).orElse(null),
                cancelled.map(event -> event.text("reason")).orElse(null),
                anomalies);
    }

    private static Optional<DecodedEvent> first(List<DecodedEvent> events, String type) {
        return events.stream().filter(event -> type.equals(event.type())).findFirst();
    }

    private static void addIfDuplicated(List<DecodedEvent> events, String type, String anomaly, Set<String> anomalies) {
        long distinctIds = events.stream()
                .filter(event -> type.equals(event.type()))
                .map(DecodedEvent::id)
                .distinct()
                .count();
        if (distinctIds > 1) {
            anomalies.add(anomaly);
        }
    }

    private static JsonNode items(DecodedEvent created) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (Object item : (List<?>) created.event().get("items")) {
            GenericRecord values = (GenericRecord) item;
            items.addObject()
                    .put("sku", values.get("sku").toString())
                    .put("quantity", (int) values.get("quantity"))
                    .put("price", (BigDecimal) values.get("price"));
        }
        return items;
    }
}
