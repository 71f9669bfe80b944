package dev.sluice.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A row of the table {@code orders}; null is for what the order does not have. */
record OrderRow(
        String orderId,
        String customerId,
        String status,
        Instant placedAt,
        UUID createdEvent,
        JsonNode items,
        BigDecimal total,
        Instant confirmedAt,
        UUID paidEvent,
        Instant paidAt,
        BigDecimal paidAmount,
        Instant shippingAt,
        UUID cancelledEvent,
        Instant cancelledAt,
        String cancelReason,
        Set<String> anomalies) {

    /** What tells it from all others. */
    List<String> key() {
        return List.of(orderId, customerId);
    }
}
