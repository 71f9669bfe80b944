package dev.sluice.event;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A handler of the events of one type. Implement it as a bean: Sluice consumes the topic, handles each event once, and publishes
 * the returned events atomically with the acknowledgement of the event.
 *
 * <p>A handler must be a pure function: it reads no clock and has no side effects. It can be called again with the same event
 * after a crash or a retry, and only one of these calls takes effect. Calls are made on worker threads, one event at a time per
 * key, in order.
 *
 * @param <E> the class that was generated from the event's schema
 */
public interface EventHandler<E extends SpecificRecord> {

    /**
     * Handles an event.
     *
     * @return the resulting events to publish, in order; each must be of an event type in the catalog
     * @throws EventRejectedException if no attempt can succeed; the event becomes a dead letter
     * @throws RuntimeException if a later attempt may succeed; the event is retried
     */
    List<SpecificRecord> handle(E event);
}
