package dev.sluice.example.orders.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.example.orders.chaos.Order.Item;
import dev.sluice.example.orders.chaos.PoisonProducer.PoisonedRecords;
import dev.sluice.example.orders.chaos.PublishAttempt.Outcome;
import dev.sluice.testing.EventLog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link LogChecker} detects each kind of violation, so a round without violations is meaningful. */
class LogCheckerTest {

    private static final Schema EVENT = SchemaBuilder.record("Event")
            .fields()
            .requiredString("orderId")
            .requiredInt("quantity")
            .optionalString("status")
            .name("timestamp")
            .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    private static final byte[] VALUE = "poison".getBytes(UTF_8);

    private final List<Entry> entries = new ArrayList<>();
    private final List<PublishAttempt> history = new ArrayList<>();
    private final Map<Entry, GenericRecord> decoded = new HashMap<>();

    /** Adds two orders of a customer, their resulting events, and a poisoned record with its dead letter. */
    @BeforeEach
    void addValidRound() {
        for (int i = 1; i <= 2; i++) {
            Order order = new Order("c-" + i, "c", List.of(new Item("A", 1), new Item("B", 2)));
            Entry entry = add("orders", EventTypes.CREATED, "c", order.id(), 0);
            history.add(new PublishAttempt(
                    EventTypes.CREATED,
                    order,
                    i,
                    new Outcome.Acknowledged(entry.headers().get("event-id"), 0, entry.offset())));
            ResultingEvent.expected(EventTypes.CREATED, order)
                    .forEach(result ->
                            add(result.topic(), result.type(), result.key(), result.orderId(), result.quantity()));
            addStatus("CREATED", order.id());
            addStatus("CONFIRMED", order.id());
        }
        entries.add(new Entry("orders", 0, 99, "poison-1", Map.of(), VALUE));
        entries.add(deadLetter(99, VALUE));
    }

    private void addStatus(String status, String orderId) {
        Entry entry = add("order-status", EventTypes.STATUS, orderId, orderId, 0);
        decoded.get(entry).put("status", status);
    }

    private Entry add(String topic, String type, String key, String orderId, int quantity) {
        String id = UUID.randomUUID().toString();
        Entry entry = new Entry(topic, 0, entries.size(), key, Map.of("event-id", id, "event-type", type), VALUE);
        entries.add(entry);
        decoded.put(
                entry,
                new GenericRecordBuilder(EVENT)
                        .set("orderId", orderId)
                        .set("quantity", quantity)
                        .set("timestamp", Order.timestamp(Integer.parseInt(orderId.substring(2))))
                        .build());
        return entry;
    }

    private static Entry deadLetter(long offset, byte[] value) {
        return new Entry(
                "orders.dlq",
                0,
                offset,
                "poison-1",
                Map.of("dead-letter-partition", "0", "dead-letter-offset", Long.toString(offset)),
                value);
    }

    private Entry entry(int number, String type) {
        return entries.stream()
                .filter(entry -> type.equals(entry.type()))
                .toList()
                .get(number);
    }

    private List<String> violations() {
        return new LogChecker(decoded::get, entries)
                .check(history, new PoisonedRecords(Map.of("poison-1", VALUE), Set.of("poison-1")))
                .violations();
    }

    private void assertOnlyViolation(String kind) {
        assertThat(violations()).singleElement().asString().startsWith(kind);
    }

    private void setOutcome(int index, Outcome outcome) {
        history.set(
                index, new PublishAttempt(EventTypes.CREATED, history.get(index).order(), index + 1, outcome));
    }

    @Test
    void acceptsAValidRound() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void detectsALostAcknowledgedEvent() {
        // When
        entries.removeAll(List.of(entry(1, EventTypes.CREATED), entry(1, EventTypes.CONFIRMED)));

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("acknowledged event missing at its position: 1"));
    }

    @Test
    void detectsAWrittenRefusedEvent() {
        // When
        setOutcome(1, new Outcome.Refused());

        // Then
        assertOnlyViolation("refused event written: 1");
    }

    @Test
    void acceptsAWrittenUnknownEvent() {
        // When
        setOutcome(1, new Outcome.Unknown());

        // Then
        assertThat(violations()).isEmpty();
    }

    @Test
    void detectsAnEventThatNoClientSent() {
        // When
        history.remove(1);

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("event that no client sent: 1"));
    }

    @Test
    void detectsAMissingResultingEvent() {
        // When
        entries.remove(entry(3, EventTypes.STOCK_RESERVED));

        // Then
        assertOnlyViolation("missing resulting event: 1");
    }

    @Test
    void detectsADuplicateResultingEvent() {
        // When
        add("notifications", EventTypes.CONFIRMATION_EMAIL, "c", "c-1", 0);

        // Then
        assertOnlyViolation("unexpected resulting event: 1");
    }

    @Test
    void detectsADuplicateEventId() {
        // When
        entries.add(entry(0, EventTypes.CONFIRMATION_EMAIL));

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("missing or duplicate event id: 1"));
    }

    @Test
    void detectsResultingEventsOutOfOrder() {
        // When
        Collections.swap(
                entries,
                entries.indexOf(entry(0, EventTypes.CONFIRMATION_EMAIL)),
                entries.indexOf(entry(1, EventTypes.CONFIRMATION_EMAIL)));

        // Then
        assertOnlyViolation("resulting events out of order: 1");
    }

    @Test
    void detectsAMissingStatus() {
        // When
        entries.remove(entry(1, EventTypes.STATUS));

        // Then
        assertOnlyViolation("missing resulting event: 1");
    }

    @Test
    void detectsADuplicateStatus() {
        // When
        addStatus("CONFIRMED", "c-1");

        // Then
        assertOnlyViolation("unexpected resulting event: 1");
    }

    @Test
    void detectsStatusesOutOfOrder() {
        // When
        Collections.swap(
                entries, entries.indexOf(entry(0, EventTypes.STATUS)), entries.indexOf(entry(1, EventTypes.STATUS)));

        // Then
        assertOnlyViolation("resulting events out of order: 1");
    }

    @Test
    void detectsAWrongQuantity() {
        // When
        entries.remove(entry(3, EventTypes.STOCK_RESERVED));
        add("inventory", EventTypes.STOCK_RESERVED, "B", "c-2", 7);

        // Then
        assertThat(violations()).hasSize(2);
    }

    @Test
    void detectsAPoisonedRecordWithoutADeadLetter() {
        // When
        entries.removeIf(entry -> entry.topic().equals("orders.dlq"));

        // Then
        assertOnlyViolation("poisoned record without a dead letter: 1");
    }

    @Test
    void detectsAnUnexpectedDeadLetter() {
        // When
        entries.add(deadLetter(98, VALUE));

        // Then
        assertOnlyViolation("unexpected or duplicate dead letter: 1");
    }

    @Test
    void detectsADeadLetterWithAnotherValue() {
        // When
        entries.removeIf(entry -> entry.topic().equals("orders.dlq"));
        entries.add(deadLetter(99, new byte[] {1}));

        // Then
        assertOnlyViolation("dead letter differs from its record: 1");
    }
}
