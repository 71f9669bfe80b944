package dev.sluice.processing.http;

import dev.sluice.event.EventType;
import java.util.UUID;

/**
 * An event that a handler has returned.
 *
 * @param id the derived id
 * @param key the record's key in UTF-8
 * @param value the event in the wire format
 */
public record ResultingEvent(EventType type, UUID id, byte[] key, byte[] value) {

    /** Returns the size of key and value together in bytes. */
    int size() {
        return key.length + value.length;
    }
}
