package dev.sluice.order.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which orders are meant; what is null does not matter.
 *
 * @param status as the API calls it
 * @param from the earliest time at which they were placed
 * @param to the time before which they were
 */
record OrderFilter(
        @Nullable String customerId,
        @Nullable String status,
        @Nullable Instant from,
        @Nullable Instant to) {}
