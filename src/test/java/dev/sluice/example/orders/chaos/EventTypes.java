package dev.sluice.example.orders.chaos;

/** The event types of the example domain that the checkers distinguish. */
final class EventTypes {

    static final String CREATED = "order.created";
    static final String PAID = "order.paid";
    static final String CANCELLED = "order.cancelled";
    static final String CONFIRMED = "order.confirmed";
    static final String STOCK_RESERVED = "stock.reserved";
    static final String STOCK_RELEASED = "stock.released";
    static final String SHIPMENT_REQUESTED = "shipment.requested";
    static final String STATUS = "order.status";
    static final String CONFIRMATION_EMAIL = "email.order-confirmation";

    private EventTypes() {}
}
