package dev.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.testing.EventLog.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison of the tables sees each kind of fault: tables that agree with the log mean something. */
class ProjectionRefereeTest {

    private static final Schema ITEM = SchemaBuilder.record("Item")
            .fields()
            .requiredString("sku")
            .requiredInt("quantity")
            .requiredString("price")
            .endRecord();
    /** Nothing holds the values to it. */
    private static final Schema EVENT = SchemaBuilder.record("Event")
            .fields()
            .requiredString("orderId")
            .requiredString("customerId")
            .requiredString("timestamp")
            .requiredString("items")
            .requiredString("total")
            .requiredString("amount")
            .requiredString("reason")
            .endRecord();

    /** The UUIDv5 of a place without a name space: the SHA-1 of "orders-0-100" with the bits of the version. */
    private static final UUID UNDECODABLE = UUID.fromString("a3412ec4-5883-5dbf-ba68-237fc6d69a3a");

    private static final BigDecimal PRICE = new BigDecimal("9.95");

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, GenericRecord> decoded = new HashMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<OrderRow> orders = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();

    /** An order that is shipped and was paid twice, one that was cancelled and paid before it came, and two bad records. */
    @BeforeEach
    void tablesWithoutFault() {
        UUID created = add("orders", Event.CREATED, "c-1", 1);
        add("orders", Following.CONFIRMED, "c-1", 1);
        UUID paid = add("orders", Event.PAID, "c-1", 2);
        add("orders", Event.PAID, "c-1", 3);
        add("shipments", "shipment.requested", "c-1", 2);
        var items = JsonNodeFactory.instance.arrayNode();
        items.addObject().put("sku", "A").put("quantity", 2).put("price", PRICE);
        orders.add(new OrderRow(
                "c-1",
                "c",
                "shipping",
                Order.at(1),
                created,
                items,
                PRICE,
                Order.at(1),
                paid,
                Order.at(2),
                PRICE,
                Order.at(2),
                null,
                null,
                null,
                Set.of("paid-twice")));
        UUID cancelled = add("orders", Event.CANCELLED, "c-2", 5);
        UUID paidLate = add("orders", Event.PAID, "c-2", 4);
        orders.add(new OrderRow(
                "c-2",
                "c",
                "cancelled",
                Order.at(4),
                null,
                null,
                null,
                null,
                paidLate,
                Order.at(4),
                PRICE,
                null,
                cancelled,
                Order.at(5),
                "late",
                Set.of("before-created", "paid-after-cancelled")));

        entries.add(new Entry("orders", 0, 100, "poison-1", Map.of(), null));
        events.add(new EventRow("orders-0-100", UNDECODABLE, null, "poison-1", null, null, null, true));

        UUID refused = add("orders", Event.PAID, "c-\0" + 3, 6);
        events.set(events.size() - 1, new EventRow("orders-0-8", refused, null, null, null, null, null, true));
        entries.add(deadLetter("8"));
        positions.put("orders-0", 101L);
        positions.put("shipments-0", 5L);
    }

    private UUID add(String topic, String type, String orderId, int number) {
        UUID id = UUID.randomUUID();
        int offset = entries.size();
        Map<String, String> headers = Map.of(
                "event-id",
                id.toString(),
                "event-type",
                type,
                "produced-at",
                Order.at(number).toString());
        Entry entry = new Entry(topic, 0, offset, "c", headers, new byte[] {0});
        entries.add(entry);
        GenericRecord item = new GenericData.Record(ITEM);
        item.put("sku", "A");
        item.put("quantity", 2);
        item.put("price", PRICE);
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("orderId", orderId);
        event.put("customerId", "c");
        event.put("timestamp", Order.at(number));
        event.put("items", List.of(item));
        event.put("total", PRICE);
        event.put("amount", PRICE);
        event.put("reason", "late");
        decoded.put(entry, event);
        events.add(new EventRow(topic + "-0-" + offset, id, type, "c", orderId, Order.at(number), orderId, false));
        return id;
    }

    private Entry deadLetter(String offset) {
        Entry original = entries.get(entries.size() - 1);
        Map<String, String> headers = new HashMap<>(original.headers());
        headers.putAll(Map.of(
                "dead-letter-topic",
                "orders",
                "dead-letter-partition",
                "0",
                "dead-letter-offset",
                offset,
                "dead-letter-group",
                "order-projection"));
        return new Entry("orders.dlq", 0, 0, original.key(), headers, original.value());
    }

    private ProjectionCount count() {
        return new ProjectionReferee(
                        entry -> {
                            if (!decoded.containsKey(entry)) {
                                throw new IllegalArgumentException("not to be decoded");
                            }
                            return decoded.get(entry);
                        },
                        entries)
                .count(new Tables(events, orders, positions));
    }

    private void onlyViolation(String kind) {
        assertThat(count().violations()).singleElement().asString().startsWith("projection: " + kind);
    }

    private void changeFirstOrder(UnaryOperator<OrderRow> change) {
        orders.set(0, change.apply(orders.get(0)));
    }

    private static OrderRow with(OrderRow order, String status, BigDecimal total, Set<String> anomalies) {
        return new OrderRow(
                order.orderId(),
                order.customerId(),
                status,
                order.placedAt(),
                order.createdEvent(),
                order.items(),
                total,
                order.confirmedAt(),
                order.paidEvent(),
                order.paidAt(),
                order.paidAmount(),
                order.shippingAt(),
                order.cancelledEvent(),
                order.cancelledAt(),
                order.cancelReason(),
                anomalies);
    }

    @Test
    void noFaultIsFoundWhereThereIsNone() {
        assertThat(count()).isEqualTo(new ProjectionCount(9, 2, 2, 1, 1, List.of()));
    }

    @Test
    void anEventThatIsMissing() {
        // When
        events.remove(2);

        // Then
        onlyViolation("row of an event missing: 1");
    }

    @Test
    void anEventThatIsThereTwice() {
        // When
        events.add(events.get(2));

        // Then
        onlyViolation("row of an event twice: 1");
    }

    @Test
    void anEventThatIsNotInTheLog() {
        // When
        events.add(new EventRow("orders-0-99", UUID.randomUUID(), Event.PAID, "c", "c-1", null, "c-1", false));

        // Then
        onlyViolation("row of no event: 1");
    }

    @Test
    void anEventWithoutItsData() {
        // When
        EventRow good = events.get(0);
        events.set(0, new EventRow(good.place(), good.eventId(), null, null, null, null, null, true));

        // Then
        onlyViolation("row of an event differs: 1");
    }

    @Test
    void aFaultThatIsNotTold() {
        // When
        events.set(7, new EventRow("orders-0-100", UNDECODABLE, null, "poison-1", null, null, null, false));

        // Then
        onlyViolation("row of an event differs: 1");
    }

    @Test
    void anOrderThatIsMissing() {
        // When
        orders.remove(1);

        // Then
        onlyViolation("row of an order missing: 1");
    }

    @Test
    void anOrderThatIsThereTwice() {
        // When
        orders.add(orders.get(0));

        // Then
        onlyViolation("row of an order twice: 1");
    }

    @Test
    void anotherStatus() {
        // When
        changeFirstOrder(order -> with(order, "paid", PRICE, order.anomalies()));

        // Then
        onlyViolation("row of an order differs: 1");
    }

    @Test
    void anotherTotal() {
        // When
        changeFirstOrder(order -> with(order, "shipping", BigDecimal.TEN, order.anomalies()));

        // Then
        onlyViolation("row of an order differs: 1");
    }

    @Test
    void anAnomalyThatIsNotTold() {
        // When
        changeFirstOrder(order -> with(order, "shipping", PRICE, Set.of()));

        // Then
        onlyViolation("row of an order differs: 1");
    }

    @Test
    void aRefusedRecordWithoutADeadLetter() {
        // When
        entries.removeIf(ProjectedDeadLetters::isOne);

        // Then
        onlyViolation("refused record without a dead letter: 1");
    }

    @Test
    void aSecondDeadLetterIsAllowed() {
        // When
        entries.add(entries.get(entries.size() - 1));

        // Then
        assertThat(count().violations()).isEmpty();
    }

    @Test
    void aDeadLetterOfAGoodRecord() {
        // When
        entries.add(deadLetter("0"));

        // Then
        onlyViolation("dead letter of a record that the database takes: 1");
    }

    @Test
    void aPartitionThatWasNotReadToItsEnd() {
        // When
        positions.put("shipments-0", 4L);

        // Then
        onlyViolation("a partition was not read to its end: 1");
    }
}
