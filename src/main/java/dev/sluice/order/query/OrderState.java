package dev.sluice.order.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an order stands, and since when. It goes forward only: created, confirmed, paid, shipping; and a cancelled order
 * stays cancelled.
 */
sealed interface OrderState {

    /** All that {@link #status()} can be, as far as an order may come. */
    List<String> STATUSES = List.of("created", "confirmed", "paid", "shipping", "cancelled");

    /** What the API and the database call it, such as {@code created}. */
    default String status() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Nothing but its creation is known; or not even that yet. */
    record Created() implements OrderState {}

    record Confirmed(Instant at) implements OrderState {}

    /**
     * A payment came for it.
     *
     * @param event the id of the event that counts
     */
    record Paid(UUID event, Instant at, BigDecimal amount) implements OrderState {}

    record Shipping(Instant at) implements OrderState {}

    /**
     * The end of an order.
     *
     * @param event the id of the event that counts
     * @param reason in words; null if none was given
     */
    record Cancelled(UUID event, Instant at, @Nullable String reason) implements OrderState {}
}
