package dev.sluice.chaos;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;

/**
 * What the table of orders has to say: each order told from all of its events at once, where the service adds one after the
 * other. None of the service's code is used.
 */
final class ExpectedOrders {

    private ExpectedOrders() {}

    /** @param events those of each partition in their order */
    static List<OrderRow> of(List<DecodedEvent> events) {
        return events.stream()
                .collect(groupingBy(event -> List.of(event.orderId(), event.text("customerId"))))
                .values()
                .stream()
                .map(ExpectedOrders::row)
                .toList();
    }

    private static OrderRow row(List<DecodedEvent> events) {
        // All but the shipments are in one partition of one topic, and so in their order.
        List<DecodedEvent> life = events.stream()
                .filter(event -> event.entry().topic().equals("orders"))
                .toList();
        Optional<DecodedEvent> created = first(events, Event.CREATED);
        Optional<DecodedEvent> confirmed = first(events, Following.CONFIRMED);
        Optional<DecodedEvent> paid = first(events, Event.PAID);
        Optional<DecodedEvent> shipping = first(events, "shipment.requested");
        Optional<DecodedEvent> cancelled = first(events, Event.CANCELLED);

        Set<String> anomalies = new TreeSet<>();
        if (!life.isEmpty() && !life.get(0).type().equals(Event.CREATED)) {
            anomalies.add("before-created");
        }
        addIfTwice(life, Event.CREATED, "created-twice", anomalies);
        addIfTwice(life, Event.PAID, "paid-twice", anomalies);
        addIfTwice(life, Event.CANCELLED, "cancelled-twice", anomalies);
        if (cancelled.isPresent()) {
            if (paid.isPresent() && life.indexOf(cancelled.get()) < life.indexOf(paid.get())) {
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
        Instant earliest =
                events.stream().map(DecodedEvent::at).min(Instant::compareTo).orElseThrow();
        return new OrderRow(
                events.get(0).orderId(),
                events.get(0).text("customerId"),
                status,
                created.map(DecodedEvent::at).orElse(earliest),
                created.map(DecodedEvent::id).orElse(null),
                created.map(ExpectedOrders::items).orElse(null),
                created.map(event -> event.decimal("total")).orElse(null),
                confirmed.map(DecodedEvent::at).orElse(null),
                paid.map(DecodedEvent::id).orElse(null),
                paid.map(DecodedEvent::at).orElse(null),
                paid.map(event -> event.decimal("amount")).orElse(null),
                shipping.map(DecodedEvent::at).orElse(null),
                cancelled.map(DecodedEvent::id).orElse(null),
                cancelled.map(DecodedEvent::at).orElse(null),
                cancelled.map(event -> event.text("reason")).orElse(null),
                anomalies);
    }

    private static Optional<DecodedEvent> first(List<DecodedEvent> events, String type) {
        return events.stream().filter(event -> type.equals(event.type())).findFirst();
    }

    private static void addIfTwice(List<DecodedEvent> life, String type, String anomaly, Set<String> anomalies) {
        long different = life.stream()
                .filter(event -> type.equals(event.type()))
                .map(DecodedEvent::id)
                .distinct()
                .count();
        if (different > 1) {
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
