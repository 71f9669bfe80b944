package dev.sluice.example.orders.chaos;

import java.time.Instant;

/**
 * A client's attempt to publish an event, and its outcome.
 *
 * @param number sequence number among its customer's events, from 1
 */
record PublishAttempt(String type, Order order, int number, Outcome outcome) {

    /** The outcome as the client knows it from the response. */
    sealed interface Outcome {

        /** The event is in Kafka, at this position. */
        record Acknowledged(String eventId, int partition, long offset) implements Outcome {}

        /** The event was not written. */
        record Refused() implements Outcome {}

        /** The event may have been written. */
        record Unknown() implements Outcome {}

        /** A response that the API does not document. */
        record Unexpected(String response) implements Outcome {}
    }

    /** Returns a name that identifies the event in the log. It is unique, because no client publishes an event twice. */
    String eventName() {
        return eventName(type, order.id(), Order.timestamp(number));
    }

    static String eventName(String type, String orderId, Instant timestamp) {
        return type + " of " + orderId + " at " + timestamp;
    }
}
