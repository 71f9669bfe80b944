package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** What the table of events has to say of the log's entries: a row of each. */
final class ExpectedEvents {

    private final List<EventRow> rows = new ArrayList<>();
    private final List<DecodedEvent> taken = new ArrayList<>();
    private final List<Entry> refused = new ArrayList<>();

    /**
     * @param decoder reads a value, and throws something if that cannot be read
     * @param entries of the topics that are projected
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
        if (Order.isRefused(event.orderId())) {
            refused.add(entry);
            rows.add(row(entry, null, null, null, null, true));
        } else {
            taken.add(event);
            rows.add(row(entry, entry.type(), entry.key(), event.orderId(), producedAt(entry), false));
        }
    }

    private static EventRow row(
            Entry entry, String type, String key, String orderId, Instant producedAt, boolean faulty) {
        return new EventRow(DecodedEvent.place(entry), id(entry), type, key, orderId, producedAt, orderId, faulty);
    }

    private static Instant producedAt(Entry entry) {
        String text = entry.headers().get("produced-at");
        return text == null ? null : Instant.parse(text);
    }

    /** A record without an id has the UUIDv5 of its place, without a name space. */
    private static UUID id(Entry entry) {
        String id = entry.headers().get("event-id");
        if (id != null) {
            return UUID.fromString(id);
        }
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-1")
                    .digest(DecodedEvent.place(entry).getBytes(UTF_8)));
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

    /** The events that the database takes. */
    List<DecodedEvent> taken() {
        return taken;
    }

    /** The entries of which the database takes nothing but the place. */
    List<Entry> refused() {
        return refused;
    }
}
