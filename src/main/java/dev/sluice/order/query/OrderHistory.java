package dev.sluice.order.query;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of an order.
 *
 * @param events the first, by when they were made
 * @param truncated whether there are more
 */
record OrderHistory(List<Event> events, boolean truncated) {

    /**
     * An event, as it lies in the log.
     *
     * @param producedAt null if its record does not tell
     * @param data as JSON
     */
    record Event(
            String type,
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable Instant producedAt,
            String data) {}
}
