package dev.sluice.event;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Creates event ids, which are UUIDs (RFC 9562). */
public final class EventIds {

    private EventIds() {}

    /** Creates a new id, a UUIDv7: ids sort by creation time. Thread-safe. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochFast();
    }

    /**
     * Returns the id of an event that results from a request, or, by {@link Cause}, from another event: a UUIDv5 with the cause as
     * name space. The same arguments always return the same id.
     *
     * @param cause id of the causing event or request
     * @param name a name that is unique among the events with this cause, such as an index or the name of the event type
     */
    public static UUID derived(UUID cause, String name) {
        return UuidCreator.getNameBasedSha1(cause, name);
    }

    static UUID derived(UUID cause, byte[] name) {
        return UuidCreator.getNameBasedSha1(cause, name);
    }

    /**
     * Returns the id of an event that has no UUID of its own: a UUIDv5 of a text that identifies it.
     *
     * @param text the identifying text, such as topic, partition and offset
     */
    public static UUID fromText(String text) {
        return UuidCreator.getNameBasedSha1(text);
    }
}
