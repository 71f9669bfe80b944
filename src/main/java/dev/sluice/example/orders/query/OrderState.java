package dev.sluice.example.orders.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A state of an order. An order moves forward only: created, confirmed, paid, shipping. It can be cancelled in any
 * state, and stays cancelled.
 */
sealed interface OrderState {

    /** The values of {@link #status()}, in the order in which an order reaches them. */
    List<String> STATUSES = List.of("created", "confirmed", "paid", "shipping", "cancelled");

    /** Returns the name in the API and the database, such as {@code created}. */
    default String status() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The initial state, even if the creation itself is not known yet. */
    record Created() implements OrderState {}

    record Confirmed(Instant at) implements OrderState {}

    /**
     * The state of a paid order.
     *
     * @param event id of the event that takes effect
     */
    record Paid(UUID event, Instant at, BigDecimal amount) implements OrderState {}

    record Shipping(Instant at) implements OrderState {}

    /**
     * The final state of a cancelled order.
     *
     * @param event id of the event that takes effect
     * @param reason free text; null if none was given
     */
    record Cancelled(UUID event, Instant at, @Nullable String reason) implements OrderState {}
}
