package dev.sluice.processing.http;

import dev.sluice.event.Cause;
import dev.sluice.event.EventType;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

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
     * @param cause the event as the cause of its results
     * @param events the resulting events, in the order of the handlers' names
     */
    record Succeeded(EventType type, Cause cause, List<ResultingEvent> events) implements CallResult {

        /**
         * Returns new records of the resulting events. A producer makes records immutable, so each transaction needs its own.
         *
         * @param producedAt the time at which the records are created
         */
        public List<ProducerRecord<byte[], byte[]>> newRecords(Instant producedAt) {
            return events.stream()
                    .map(event -> {
                        ProducerRecord<byte[], byte[]> record =
                                event.type().newRecord(event.id(), event.key(), event.value(), producedAt);
                        cause.addTo(record.headers());
                        return record;
                    })
                    .toList();
        }
    }

    /**
     * The event cannot be handled.
     *
     * @param type the type of the event
     * @param attempts the number of calls of the handler that rejected it, at least 1
     */
    record Rejected(EventType type, String reason, int attempts) implements CallResult {}
}
