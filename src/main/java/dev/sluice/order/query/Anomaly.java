package dev.sluice.order.query;

import java.util.Locale;

/** What should not happen to an order, and did. The event's effect, if any, is told; people have to settle the rest. */
enum Anomaly {
    /** An event of it lies in the log before its creation. */
    BEFORE_CREATED,
    /** The first creation counts. */
    CREATED_TWICE,
    /** The first payment counts: the customer is owed the other. */
    PAID_TWICE,
    /** It stays cancelled: the customer is owed the payment. */
    PAID_AFTER_CANCELLED,
    /** The first cancellation counts. */
    CANCELLED_TWICE,
    /** It stays cancelled: the shipment has to be stopped. */
    CANCELLED_AND_SHIPPED;

    /** The name that the API and the database use. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Anomaly parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
