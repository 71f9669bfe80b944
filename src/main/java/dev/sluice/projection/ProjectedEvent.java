package dev.sluice.projection;

import dev.sluice.kafka.RecordPosition;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log, as it is projected.
 *
 * @param id of the event, or derived from the position of a record that is none
 * @param type the event type's name; null if the record is none of this application
 * @param key as text; null if there is none
 * @param producedAt when the record was made, as it says itself
 * @param event null if the record is none of this application's events
 * @param json the event in Sluice's JSON; null if it cannot be told
 * @param fault why there is no JSON; null if there is
 */
public record ProjectedEvent(
        RecordPosition position,
        UUID id,
        @Nullable String type,
        @Nullable String key,
        @Nullable Instant producedAt,
        @Nullable SpecificRecord event,
        @Nullable String json,
        @Nullable String fault) {

    /** The same record, of which nothing but its place is kept. */
    ProjectedEvent refused(String why) {
        return new ProjectedEvent(position, id, null, null, null, null, null, why);
    }
}
