package dev.sluice.chaos;

import java.time.Instant;

/**
 * An event that a client publishes, and what it was told of it.
 *
 * @param number among its customer's events
 */
record Event(String type, Order order, int number, Answer answer) {

    static final String CREATED = "order.created";
    static final String PAID = "order.paid";
    static final String CANCELLED = "order.cancelled";

    /** What a client knows of its event. */
    sealed interface Answer {

        /** Kafka has it, there. */
        record Acknowledged(String eventId, int partition, long offset) implements Answer {}

        /** It is certain that Kafka does not have it. */
        record Refused() implements Answer {}

        /** It may have been written. */
        record Unknown() implements Answer {}

        /** An answer that the service does not promise. */
        record Unexpected(String what) implements Answer {}
    }

    /** By what an event is found again in the log: no client publishes it twice. */
    String name() {
        return name(type, order.id(), Order.at(number));
    }

    static String name(String type, String orderId, Instant at) {
        return type + " of " + orderId + " at " + at;
    }
}
