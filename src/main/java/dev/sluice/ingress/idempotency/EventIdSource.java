package dev.sluice.ingress.idempotency;

import java.util.UUID;

/** A source of ids for the events of one request that have no id of their own. */
@FunctionalInterface
public interface EventIdSource {

    /**
     * Returns the id of an event.
     *
     * @param position the position of the event in its request, from 0
     */
    UUID at(int position);
}
