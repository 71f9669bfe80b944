package dev.sluice.event;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reacts to the events of one type. A bean that implements this is all it takes: the topic is consumed, each event is
 * handled once, and what it returns is published atomically with the acknowledgement of the event.
 *
 * <p>A handler is a pure function. It may be called again with the same event after a crash or a retry, and only one of
 * these calls takes effect; so it reads no clock, and writes nowhere. It is called on a worker thread, one event at a
 * time for one key, in order.
 *
 * @param <E> the class generated from the event's schema
 */
public interface EventHandler<E extends SpecificRecord> {

    /**
     * Tells what follows from an event.
     *
     * @return the events to publish, in order; each must be of an event type
     * @throws EventRejectedException if the event will never be handled with success: it goes to the dead letters
     * @throws RuntimeException if a later attempt may succeed: the event is handled again
     */
    List<SpecificRecord> handle(E event);
}
