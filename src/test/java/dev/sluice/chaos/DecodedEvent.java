package dev.sluice.chaos;

import dev.sluice.testing.EventLog.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;

/** An event of an order, in the log. */
record DecodedEvent(Entry entry, GenericRecord event) {

    /** Where an entry is, as receipts tell it. */
    static String place(Entry entry) {
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

    Instant at() {
        return (Instant) event.get("timestamp");
    }

    /** Null if the event has none. */
    String text(String field) {
        Object value = event.get(field);
        return value == null ? null : value.toString();
    }

    BigDecimal decimal(String field) {
        return (BigDecimal) event.get(field);
    }
}
