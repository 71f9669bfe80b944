package dev.sluice.order.query;

import dev.sluice.order.event.OrderCancelled;
import dev.sluice.order.event.OrderConfirmed;
import dev.sluice.order.event.OrderCreated;
import dev.sluice.order.event.OrderPaid;
import dev.sluice.order.event.ShipmentRequested;
import dev.sluice.order.query.OrderState.Cancelled;
import dev.sluice.order.query.OrderState.Confirmed;
import dev.sluice.order.query.OrderState.Created;
import dev.sluice.order.query.OrderState.Paid;
import dev.sluice.order.query.OrderState.Shipping;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an order: each step of its life that was seen, and what should not have happened. The events of its own
 * topic come in the log's order. The request of its shipment comes from another topic, at any time, and the outcome is the
 * same whenever it does. For one thread at a time.
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

    /** One of which nothing is known yet. */
    Order(OrderKey key) {
        this.key = key;
    }

    /** One as it was written down. */
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
     * Adds what an event of this order tells. The same event may come again.
     *
     * @param id the event's
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
            placement = new Placement(id, order.getTimestamp(), LineItems.json(order.getItems()), order.getTotal());
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

    /** Where it stands. What comes late fills its place in the past, and does not move it back. */
    OrderState life() {
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

    /** When it was placed; until its creation is known, the earliest time that an event of it tells. */
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
