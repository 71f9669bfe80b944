package dev.sluice.ingress.idempotency;

import java.util.UUID;

/** Where events without an id of their own get one. */
@FunctionalInterface
public interface EventIdSource {

    /**
     * The id of one.
     *
     * @param position of the event in its request, from 0
     */
    UUID at(int position);
}
