package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chaos.Event.Answer;
import dev.sluice.chaos.Order.Item;
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

/** The count sees each kind of fault: a round that is clean means something. */
class RefereeTest {

    private static final Schema EVENT = SchemaBuilder.record("Event")
            .fields()
            .requiredString("orderId")
            .requiredInt("quantity")
            .name("timestamp")
            .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    private static final byte[] BYTES = "poison".getBytes(UTF_8);

    private final List<Entry> entries = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<Entry, GenericRecord> decoded = new HashMap<>();

    /** Two orders of a customer, all that follows from them, and a poisoned record. */
    @BeforeEach
    void aRoundWithoutFault() {
        for (int i = 1; i <= 2; i++) {
            Order order = new Order("c-" + i, "c", List.of(new Item("A", 1), new Item("B", 2)));
            Entry written = add("orders", Event.CREATED, "c", order.id(), 0);
            events.add(new Event(
                    Event.CREATED,
                    order,
                    i,
                    new Answer.Acknowledged(written.headers().get("event-id"), 0, written.offset())));
            Following.from(Event.CREATED, order)
                    .forEach(one -> add(one.topic(), one.type(), one.key(), one.orderId(), one.quantity()));
        }
        entries.add(new Entry("orders", 0, 99, "poison-1", Map.of(), BYTES));
        entries.add(deadLetter(99, BYTES));
    }

    private Entry add(String topic, String type, String key, String orderId, int quantity) {
        String id = UUID.randomUUID().toString();
        Entry entry = new Entry(topic, 0, entries.size(), key, Map.of("event-id", id, "event-type", type), BYTES);
        entries.add(entry);
        decoded.put(
                entry,
                new GenericRecordBuilder(EVENT)
                        .set("orderId", orderId)
                        .set("quantity", quantity)
                        .set("timestamp", Order.at(Integer.parseInt(orderId.substring(2))))
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
        return new Referee(decoded::get, entries)
                .count(events, new Poison(Map.of("poison-1", BYTES), Set.of("poison-1")))
                .violations();
    }

    private void onlyViolation(String kind) {
        assertThat(violations()).singleElement().asString().startsWith(kind);
    }

    private void answer(int event, Answer answer) {
        events.set(event, new Event(Event.CREATED, events.get(event).order(), event + 1, answer));
    }

    @Test
    void noFaultIsFoundWhereThereIsNone() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void anAcknowledgedEventThatIsLost() {
        // When
        entries.removeAll(List.of(entry(1, Event.CREATED), entry(1, "order.confirmed")));

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("acknowledged and not there: 1"));
    }

    @Test
    void aRefusedEventThatIsThere() {
        // When
        answer(1, new Answer.Refused());

        // Then
        onlyViolation("refused and written: 1");
    }

    @Test
    void anUnknownEventMayBeThere() {
        // When
        answer(1, new Answer.Unknown());

        // Then
        assertThat(violations()).isEmpty();
    }

    @Test
    void anEventThatNobodySent() {
        // When
        events.remove(1);

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("never sent: 1"));
    }

    @Test
    void somethingThatDoesNotFollow() {
        // When
        entries.remove(entry(3, "stock.reserved"));

        // Then
        onlyViolation("does not follow: 1");
    }

    @Test
    void somethingThatFollowsTwice() {
        // When
        add("notifications", Following.EMAIL, "c", "c-1", 0);

        // Then
        onlyViolation("follows once too often: 1");
    }

    @Test
    void somethingThatIsThereTwice() {
        // When
        entries.add(entry(0, Following.EMAIL));

        // Then
        assertThat(violations()).anyMatch(line -> line.startsWith("an event id twice: 1"));
    }

    @Test
    void anotherOrder() {
        // When
        Collections.swap(
                entries, entries.indexOf(entry(0, "order.confirmed")), entries.indexOf(entry(1, "order.confirmed")));

        // Then
        onlyViolation("follows in another order: 1");
    }

    @Test
    void anotherQuantity() {
        // When
        entries.remove(entry(3, "stock.reserved"));
        add("inventory", "stock.reserved", "B", "c-2", 7);

        // Then
        assertThat(violations()).hasSize(2);
    }

    @Test
    void aPoisonedRecordWithoutADeadLetter() {
        // When
        entries.removeIf(entry -> entry.topic().equals("orders.dlq"));

        // Then
        onlyViolation("poisoned record without a dead letter: 1");
    }

    @Test
    void aDeadLetterTooMany() {
        // When
        entries.add(deadLetter(98, BYTES));

        // Then
        onlyViolation("dead letter of no poisoned record, or a second one: 1");
    }

    @Test
    void aDeadLetterWithOtherBytes() {
        // When
        entries.removeIf(entry -> entry.topic().equals("orders.dlq"));
        entries.add(deadLetter(99, new byte[] {1}));

        // Then
        onlyViolation("dead letter that differs: 1");
    }
}
