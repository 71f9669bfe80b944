package dev.sluice.example.orders.chaos;

import dev.sluice.testing.EventLog.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;

/** An entry of the log and its decoded event. */
record DecodedEvent(Entry entry, GenericRecord event) {

    /** Returns the position of an entry as {@code topic-partition-offset}, like a receipt. */
    static String position(Entry entry) {
        return entry.topic() + "-" + entry.partition() + "-" + entry.offset();
    }

    UUID id() {
        return UUID.fromString(entry.headers().get("event-id"));
    }

    String type() {
        return entry.type();
    }

    String orderId() {
        return text("orderId");
    }

    Instant timestamp() {
        return (Instant) event.get("timestamp");
    }

    /** Returns the text of a field, null if the event has none. */
    String text(String field) {
        Object value = event.get(field);
        return value == null ? null : value.toString();
    }

    BigDecimal decimal(String field) {
        return (BigDecimal) event.get(field);
    }
}
