package dev.sluice.processing.http;

import dev.sluice.event.EventType;
import java.util.List;

/** The state of the calls of all HTTP handlers with one event. */
public sealed interface CallResult {

    /** No HTTP handler handles the event, or the record is not a valid event. */
    record NotCalled() implements CallResult {}

    /** At least one handler has not answered, or waits for its next attempt. */
    record Pending() implements CallResult {}

    /**
     * All handlers have succeeded.
     *
     * @param type the type of the event
     * @param events the resulting events, in the order of the handlers' names
     */
    record Succeeded(EventType type, List<ResultingEvent> events) implements CallResult {}

    /**
     * The event cannot be handled.
     *
     * @param type the type of the event
     * @param attempts the number of calls of the handler that rejected it, at least 1
     */
    record Rejected(EventType type, String reason, int attempts) implements CallResult {}
}
