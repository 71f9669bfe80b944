package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The headers of every event's record. Values are UTF-8 text. */
public final class EventHeaders {

    /** The event id, a UUID. Copies of an event have the same id, so that consumers can drop duplicates. */
    public static final String ID = "event-id";
    /** The name of the event type. */
    public static final String TYPE = "event-type";
    /** The id of the event that this one results from. Only resulting events have it. */
    public static final String CAUSATION_ID = "causation-id";
    /** The time at which Sluice created the record: an ISO 8601 instant in UTC. */
    public static final String PRODUCED_AT = "produced-at";

    private EventHeaders() {}

    /**
     * Creates the headers of an event's record.
     *
     * @param producedAt the creation time, truncated to milliseconds
     */
    public static Headers of(UUID id, EventType type, Instant producedAt) {
        return new RecordHeaders()
                .add(ID, id.toString().getBytes(UTF_8))
                .add(TYPE, type.name().getBytes(UTF_8))
                .add(PRODUCED_AT, Millisecond.of(producedAt).text());
    }

    /** The text of a millisecond, cached because many records share it. */
    private record Millisecond(long epochMilli, byte[] text) {

        private static volatile Millisecond last = new Millisecond(Long.MIN_VALUE, new byte[0]);

        static Millisecond of(Instant instant) {
            long epochMilli = instant.toEpochMilli();
            Millisecond known = last;
            if (known.epochMilli != epochMilli) {
                known = new Millisecond(
                        epochMilli, Instant.ofEpochMilli(epochMilli).toString().getBytes(UTF_8));
                last = known;
            }
            return known;
        }
    }

    /** Returns the last value of a header as text; null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    /**
     * Returns the id of a record's event. A record of another producer may have no id or an id that is not a UUID: its id is then
     * derived from its position, or from the header's text.
     */
    public static UUID id(Headers headers, String topic, int partition, long offset) {
        String id = text(headers, ID);
        if (id == null) {
            return EventIds.fromText(topic + "-" + partition + "-" + offset);
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notUuid) {
            return EventIds.fromText(id);
        }
    }
}
