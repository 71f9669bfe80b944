package dev.sluice.chaos;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of the table {@code event}.
 *
 * @param place as receipts tell it
 * @param orderInData what its data tells; null if it has none
 * @param faulty whether it says why it has no data
 */
record EventRow(
        String place,
        UUID eventId,
        String type,
        String key,
        String subject,
        Instant producedAt,
        String orderInData,
        boolean faulty) {}
