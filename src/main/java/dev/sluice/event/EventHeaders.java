package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The headers that every event's record carries; their values are UTF-8 text. */
public final class EventHeaders {

    /** A UUID: the same in every copy of an event, by which consumers drop duplicates. */
    public static final String ID = "event-id";
    /** The event type's name. */
    public static final String TYPE = "event-type";
    /** When Sluice made the record: an instant of ISO-8601, in UTC. */
    public static final String PRODUCED_AT = "produced-at";

    private EventHeaders() {}

    /**
     * Makes the headers of an event's record.
     *
     * @param producedAt written to the millisecond
     */
    public static Headers of(UUID id, EventType type, Instant producedAt) {
        return new RecordHeaders()
                .add(ID, id.toString().getBytes(UTF_8))
                .add(TYPE, type.name().getBytes(UTF_8))
                .add(PRODUCED_AT, Millisecond.of(producedAt).text());
    }

    /** The text of a moment, which many records share. */
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

    /** The last value of a header as text, or null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    /**
     * The id of a record's event: what its header says, or, for a record that other software made without one, an id
     * derived from its place in the log.
     */
    public static UUID id(Headers headers, String topic, int partition, long offset) {
        String id = text(headers, ID);
        if (id == null) {
            return EventIds.of(topic + "-" + partition + "-" + offset);
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notUuid) {
            return EventIds.of(id);
        }
    }
}
