package dev.sluice.event;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** The ids of events: UUIDs of RFC 9562. */
public final class EventIds {

    private EventIds() {}

    /** A new id: a UUIDv7, so that ids sort by the time of their making. Safe for any thread. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochFast();
    }

    /**
     * The id of an event that follows from another, always the same for the same cause and place: a UUIDv5 with the
     * cause's id as name space.
     *
     * @param place tells it from all else that follows from the cause: its position among what a handler returns, or the
     *     name of its type
     */
    public static UUID following(UUID cause, String place) {
        return UuidCreator.getNameBasedSha1(cause, place);
    }

    /**
     * An id for a record that came without one, or with one that is no UUID: a UUIDv5 of what does identify it.
     *
     * @param identity such as topic, partition and offset
     */
    public static UUID of(String identity) {
        return UuidCreator.getNameBasedSha1(identity);
    }
}
