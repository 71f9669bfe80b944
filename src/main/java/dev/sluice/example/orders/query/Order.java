package dev.sluice.example.orders.query;

import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.ShipmentRequested;
import dev.sluice.example.orders.query.OrderState.Cancelled;
import dev.sluice.example.orders.query.OrderState.Confirmed;
import dev.sluice.example.orders.query.OrderState.Created;
import dev.sluice.example.orders.query.OrderState.Paid;
import dev.sluice.example.orders.query.OrderState.Shipping;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An order as a fold over its events: the states that it has reached, and its anomalies. The events of the topic
 * {@code orders} come in order. The shipment request comes from another topic, and the result does not depend on when
 * it comes. For one thread at a time.
 */
final class Order {

    private final OrderKey key;
    private Instant placedAt = Instant.MAX;
    private @Nullable Placement placement;
    private @Nullable Confirmed confirmed;
    private @Nullable Paid paid;
    private @Nullable Shipping shipping;
    private @Nullable Cancelled cancelled;
    private final Set<Anomaly> anomalies = EnumSet.noneOf(Anomaly.class);

    /**
     * The content of the order's creation.
     *
     * @param event id of the event that takes effect
     * @param items line items as JSON
     */
    record Placement(UUID event, Instant at, String items, BigDecimal total) {}

    /**
     * Something that must not happen to an order, and did. The order shows the effect, if any; people resolve the rest.
     */
    enum Anomaly {
        /** An event of the order precedes its creation in the log. */
        BEFORE_CREATED,
        /** The first creation takes effect. */
        CREATED_TWICE,
        /** The first payment takes effect: the customer has to get the other one back. */
        PAID_TWICE,
        /** The order stays cancelled: the customer has to get the payment back. */
        PAID_AFTER_CANCELLED,
        /** The first cancellation takes effect. */
        CANCELLED_TWICE,
        /** The order stays cancelled: the shipment has to be stopped. */
        CANCELLED_AND_SHIPPED;

        /** Returns the name in the API and the database, such as {@code paid-twice}. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Anomaly parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** Creates an order without events. */
    Order(OrderKey key) {
        this.key = key;
    }

    /** Restores an order from the database. */
    Order(
            OrderKey key,
            Instant placedAt,
            @Nullable Placement placement,
            @Nullable Confirmed confirmed,
            @Nullable Paid paid,
            @Nullable Shipping shipping,
            @Nullable Cancelled cancelled,
            Set<Anomaly> anomalies) {
        this.key = key;
        this.placedAt = placedAt;
        this.placement = placement;
        this.confirmed = confirmed;
        this.paid = paid;
        this.shipping = shipping;
        this.cancelled = cancelled;
        this.anomalies.addAll(anomalies);
    }

    /**
     * Applies an event of this order. Duplicates of an event have no effect.
     *
     * @param id the event's id
     */
    void add(UUID id, SpecificRecord event) {
        if (event instanceof OrderCreated order) {
            created(id, order);
        } else if (event instanceof OrderConfirmed order) {
            afterCreation(order.getTimestamp());
            confirmed = confirmed == null ? new Confirmed(order.getTimestamp()) : confirmed;
        } else if (event instanceof OrderPaid order) {
            paid(id, order);
        } else if (event instanceof OrderCancelled order) {
            cancelled(id, order);
        } else if (event instanceof ShipmentRequested order) {
            seen(order.getTimestamp());
            shipping = shipping == null ? new Shipping(order.getTimestamp()) : shipping;
        }
        if (cancelled != null && shipping != null) {
            anomalies.add(Anomaly.CANCELLED_AND_SHIPPED);
        }
    }

    private void created(UUID id, OrderCreated order) {
        if (placement == null) {
            placement = new Placement(id, order.getTimestamp(), OrderJson.items(order.getItems()), order.getTotal());
            placedAt = order.getTimestamp();
        } else if (!placement.event().equals(id)) {
            anomalies.add(Anomaly.CREATED_TWICE);
        }
    }

    private void paid(UUID id, OrderPaid order) {
        afterCreation(order.getTimestamp());
        if (paid == null) {
            paid = new Paid(id, order.getTimestamp(), order.getAmount());
            if (cancelled != null) {
                anomalies.add(Anomaly.PAID_AFTER_CANCELLED);
            }
        } else if (!paid.event().equals(id)) {
            anomalies.add(Anomaly.PAID_TWICE);
        }
    }

    private void cancelled(UUID id, OrderCancelled order) {
        afterCreation(order.getTimestamp());
        if (cancelled == null) {
            cancelled = new Cancelled(id, order.getTimestamp(), order.getReason());
        } else if (!cancelled.event().equals(id)) {
            anomalies.add(Anomaly.CANCELLED_TWICE);
        }
    }

    private void afterCreation(Instant at) {
        seen(at);
        if (placement == null) {
            anomalies.add(Anomaly.BEFORE_CREATED);
        }
    }

    private void seen(Instant at) {
        if (placement == null && at.isBefore(placedAt)) {
            placedAt = at;
        }
    }

    /** Returns the latest state. A late event of an earlier state does not move the order back. */
    OrderState state() {
        if (cancelled != null) {
            return cancelled;
        }
        if (paid != null) {
            return shipping == null ? paid : shipping;
        }
        return confirmed == null ? new Created() : confirmed;
    }

    OrderKey key() {
        return key;
    }

    /** Returns the time of its creation; until that is known, the earliest time in its other events. */
    Instant placedAt() {
        return placedAt;
    }

    @Nullable
    Placement placement() {
        return placement;
    }

    @Nullable
    Confirmed confirmed() {
        return confirmed;
    }

    @Nullable
    Paid paid() {
        return paid;
    }

    @Nullable
    Shipping shipping() {
        return shipping;
    }

    @Nullable
    Cancelled cancelled() {
        return cancelled;
    }

    Set<Anomaly> anomalies() {
        return anomalies;
    }
}
