package dev.sluice.example.orders.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.example.orders.chaos.ProjectionTables.EventRow;
import dev.sluice.example.orders.chaos.ProjectionTables.OrderRow;
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
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link ProjectionChecker} detects each kind of violation, so tables without violations are meaningful. */
class ProjectionCheckerTest {

    private static final Schema ITEM = SchemaBuilder.record("Item")
            .fields()
            .requiredString("sku")
            .requiredInt("quantity")
            .requiredString("price")
            .endRecord();

    /** Names the fields only; values of other types are used. */
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

    /** The UUIDv5 of the position {@code orders-0-100}, without a namespace. */
    private static final UUID UNDECODABLE_ID = UUID.fromString("a3412ec4-5883-5dbf-ba68-237fc6d69a3a");

    private static final BigDecimal PRICE = new BigDecimal("9.95");

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, GenericRecord> decoded = new HashMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<OrderRow> orders = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> logEnds =
            Map.of(new TopicPartition("orders", 0), 102L, new TopicPartition("shipments", 0), 6L);

    /**
     * Adds a shipped order with two payments, an order that was paid after its cancellation and never created, an undecodable record
     * and a record that PostgreSQL rejects.
     */
    @BeforeEach
    void addValidTables() {
        UUID created = add("orders", EventTypes.CREATED, "c-1", 1);
        add("orders", EventTypes.CONFIRMED, "c-1", 1);
        UUID paid = add("orders", EventTypes.PAID, "c-1", 2);
        add("orders", EventTypes.PAID, "c-1", 3);
        add("shipments", EventTypes.SHIPMENT_REQUESTED, "c-1", 2);
        var items = JsonNodeFactory.instance.arrayNode();
        items.addObject().put("sku", "A").put("quantity", 2).put("price", PRICE);
        orders.add(new OrderRow(
                "c-1",
                "c",
                "shipping",
                Order.timestamp(1),
                created,
                items,
                PRICE,
                Order.timestamp(1),
                paid,
                Order.timestamp(2),
                PRICE,
                Order.timestamp(2),
                null,
                null,
                null,
                Set.of("paid-twice")));
        UUID cancelled = add("orders", EventTypes.CANCELLED, "c-2", 5);
        UUID paidLate = add("orders", EventTypes.PAID, "c-2", 4);
        orders.add(new OrderRow(
                "c-2",
                "c",
                "cancelled",
                Order.timestamp(4),
                null,
                null,
                null,
                null,
                paidLate,
                Order.timestamp(4),
                PRICE,
                null,
                cancelled,
                Order.timestamp(5),
                "late",
                Set.of("before-created", "paid-after-cancelled")));

        entries.add(new Entry("orders", 0, 100, "poison-1", Map.of(), null));
        events.add(new EventRow("orders-0-100", UNDECODABLE_ID, null, "poison-1", null, null, null, true));

        UUID rejected = add("orders", EventTypes.PAID, "c-\0" + 3, 6);
        events.set(events.size() - 1, new EventRow("orders-0-8", rejected, null, null, null, null, null, true));
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
                Order.timestamp(number).toString());
        Entry entry = new Entry(topic, 0, offset, "c", headers, new byte[] {0});
        entries.add(entry);
        GenericRecord item = new GenericData.Record(ITEM);
        item.put("sku", "A");
        item.put("quantity", 2);
        item.put("price", PRICE);
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("orderId", orderId);
        event.put("customerId", "c");
        event.put("timestamp", Order.timestamp(number));
        event.put("items", List.of(item));
        event.put("total", PRICE);
        event.put("amount", PRICE);
        event.put("reason", "late");
        decoded.put(entry, event);
        events.add(
                new EventRow(topic + "-0-" + offset, id, type, "c", orderId, Order.timestamp(number), orderId, false));
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
                "sluice-projection"));
        return new Entry("orders.dlq", 0, 0, original.key(), headers, original.value());
    }

    private ProjectionChecker.Summary check() {
        return new ProjectionChecker(
                        entry -> {
                            if (!decoded.containsKey(entry)) {
                                throw new IllegalArgumentException("undecodable");
                            }
                            return decoded.get(entry);
                        },
                        entries)
                .check(new ProjectionTables(events, orders, positions), logEnds);
    }

    private void assertOnlyViolation(String kind) {
        assertThat(check().violations()).singleElement().asString().startsWith("projection: " + kind);
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
    void acceptsValidTables() {
        assertThat(check()).isEqualTo(new ProjectionChecker.Summary(9, 2, 2, 1, 1, List.of()));
    }

    @Test
    void detectsAMissingEventRow() {
        // When
        events.remove(2);

        // Then
        assertOnlyViolation("missing event row: 1");
    }

    @Test
    void detectsADuplicateEventRow() {
        // When
        events.add(events.get(2));

        // Then
        assertOnlyViolation("duplicate event row: 1");
    }

    @Test
    void detectsAnUnexpectedEventRow() {
        // When
        events.add(new EventRow("orders-0-99", UUID.randomUUID(), EventTypes.PAID, "c", "c-1", null, "c-1", false));

        // Then
        assertOnlyViolation("unexpected event row: 1");
    }

    @Test
    void detectsAnEventRowWithoutData() {
        // When
        EventRow good = events.get(0);
        events.set(0, new EventRow(good.position(), good.eventId(), null, null, null, null, null, true));

        // Then
        assertOnlyViolation("event row differs: 1");
    }

    @Test
    void detectsAnEventRowWithoutFault() {
        // When
        events.set(7, new EventRow("orders-0-100", UNDECODABLE_ID, null, "poison-1", null, null, null, false));

        // Then
        assertOnlyViolation("event row differs: 1");
    }

    @Test
    void detectsAMissingOrderRow() {
        // When
        orders.remove(1);

        // Then
        assertOnlyViolation("missing order row: 1");
    }

    @Test
    void detectsADuplicateOrderRow() {
        // When
        orders.add(orders.get(0));

        // Then
        assertOnlyViolation("duplicate order row: 1");
    }

    @Test
    void detectsAWrongStatus() {
        // When
        changeFirstOrder(order -> with(order, "paid", PRICE, order.anomalies()));

        // Then
        assertOnlyViolation("order row differs: 1");
    }

    @Test
    void detectsAWrongTotal() {
        // When
        changeFirstOrder(order -> with(order, "shipping", BigDecimal.TEN, order.anomalies()));

        // Then
        assertOnlyViolation("order row differs: 1");
    }

    @Test
    void detectsAMissingAnomaly() {
        // When
        changeFirstOrder(order -> with(order, "shipping", PRICE, Set.of()));

        // Then
        assertOnlyViolation("order row differs: 1");
    }

    @Test
    void detectsARejectedRecordWithoutADeadLetter() {
        // When
        entries.removeIf(DeadLetterChecker::isFromProjection);

        // Then
        assertOnlyViolation("rejected record without a dead letter: 1");
    }

    @Test
    void acceptsADuplicateDeadLetter() {
        // When
        entries.add(entries.get(entries.size() - 1));

        // Then
        assertThat(check().violations()).isEmpty();
    }

    @Test
    void detectsADeadLetterOfAnAcceptedRecord() {
        // When
        entries.add(deadLetter("0"));

        // Then
        assertOnlyViolation("dead letter of a record that PostgreSQL accepts: 1");
    }

    @Test
    void detectsAPartitionThatIsNotFullyRead() {
        // When
        positions.put("shipments-0", 4L);

        // Then
        assertOnlyViolation("partition not fully read: 1");
    }

    @Test
    void acceptsPositionAfterTheMarkersOfTransactions() {
        // When
        positions.put("shipments-0", 6L);

        // Then
        assertThat(check().violations()).isEmpty();
    }

    @Test
    void detectsPositionBeyondTheEndOfTheLog() {
        // When
        positions.put("shipments-0", 7L);

        // Then
        assertOnlyViolation("position beyond the end of the log: 1");
    }
}
