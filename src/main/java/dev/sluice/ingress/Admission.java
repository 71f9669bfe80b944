package dev.sluice.ingress;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the events that wait for Kafka, so that an outage costs no more memory than this. Safe for any thread. */
final class Admission {

    private final int limit;
    private final AtomicInteger inFlight = new AtomicInteger();

    Admission(int limit) {
        this.limit = limit;
    }

    /** Takes a place; each one taken must be given back by {@link #leave()}. Never waits. */
    boolean enter() {
        if (inFlight.incrementAndGet() <= limit) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }
}
