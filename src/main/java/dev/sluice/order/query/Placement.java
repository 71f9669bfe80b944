package dev.sluice.order.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * What the creation of an order tells.
 *
 * @param event the id of the event that counts
 * @param items as JSON
 */
record Placement(UUID event, Instant at, String items, BigDecimal total) {}
