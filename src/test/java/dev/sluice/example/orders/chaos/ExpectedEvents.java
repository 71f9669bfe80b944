package dev.sluice.example.orders.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.example.orders.chaos.ProjectionTables.EventRow;
import dev.sluice.testing.EventLog.Entry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;

/** The expected rows of the table {@code event}: one for each entry of the log. */
final class ExpectedEvents {

    private final List<EventRow> rows = new ArrayList<>();
    private final List<DecodedEvent> accepted = new ArrayList<>();
    private final List<Entry> rejected = new ArrayList<>();

    /**
     * Derives the rows.
     *
     * @param decoder decodes a value; throws if the value cannot be decoded
     * @param entries entries of the projected topics
     */
    ExpectedEvents(Function<Entry, GenericRecord> decoder, List<Entry> entries) {
        entries.forEach(entry -> add(decoder, entry));
    }

    private void add(Function<Entry, GenericRecord> decoder, Entry entry) {
        DecodedEvent event;
        try {
            event = new DecodedEvent(entry, decoder.apply(entry));
        } catch (RuntimeException | AssertionError undecodable) {
            rows.add(row(entry, null, entry.key(), null, producedAt(entry), true));
            return;
        }
        if (Order.isRejectedByDatabase(event.orderId())) {
            rejected.add(entry);
            rows.add(row(entry, null, null, null, null, true));
        } else {
            accepted.add(event);
            rows.add(row(entry, entry.type(), entry.key(), event.orderId(), producedAt(entry), false));
        }
    }

    private static EventRow row(
            Entry entry, String type, String key, String orderId, Instant producedAt, boolean hasFault) {
        return new EventRow(DecodedEvent.position(entry), id(entry), type, key, orderId, producedAt, orderId, hasFault);
    }

    private static Instant producedAt(Entry entry) {
        String text = entry.headers().get("produced-at");
        return text == null ? null : Instant.parse(text);
    }

    /** Returns the event's id; without one, the UUIDv5 of its position, without a namespace. */
    private static UUID id(Entry entry) {
        String id = entry.headers().get("event-id");
        if (id != null) {
            return UUID.fromString(id);
        }
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-1")
                    .digest(DecodedEvent.position(entry).getBytes(UTF_8)));
            return new UUID(
                    hash.getLong() & 0xffff_ffff_ffff_0fffL | 0x5000L,
                    hash.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    List<EventRow> rows() {
        return rows;
    }

    /** Returns the events that PostgreSQL accepts. */
    List<DecodedEvent> accepted() {
        return accepted;
    }

    /** Returns the entries that PostgreSQL rejects. Their rows have a position, but no data. */
    List<Entry> rejected() {
        return rejected;
    }
}
