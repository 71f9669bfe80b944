package dev.sluice.ingress;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The sends to a topic whose metadata the producer does not have yet, in their order. Once the gate is open, nothing waits any
 * more. Thread-safe.
 */
final class TopicGate {

    /** A limit that only an outage reaches: the lookup of a topic takes milliseconds. */
    private static final int MAX_WAITING = 1000;

    private final Queue<Send> waiting = new ArrayDeque<>();
    private boolean isLookedUp;
    private boolean open;

    /** A send that waits. Exactly one method is called, once. */
    interface Send {

        void run();

        void refuse();
    }

    /** The consequence for a send that arrives. */
    enum Entry {
        /** The topic is known, and no earlier send waits. */
        PASS,
        /** The send waits, and the caller has to look the topic up. */
        FIRST,
        WAIT,
        /** Too many sends wait. */
        FULL
    }

    synchronized Entry enter(Send send) {
        if (open) {
            return Entry.PASS;
        }
        if (waiting.size() == MAX_WAITING) {
            return Entry.FULL;
        }
        waiting.add(send);
        if (isLookedUp) {
            return Entry.WAIT;
        }
        isLookedUp = true;
        return Entry.FIRST;
    }

    /** Runs the waiting sends, including those that arrive meanwhile, and opens the gate. */
    void open() {
        for (Send next = nextOrOpen(); next != null; next = nextOrOpen()) {
            next.run();
        }
    }

    private synchronized @Nullable Send nextOrOpen() {
        Send next = waiting.poll();
        open = next == null;
        return next;
    }

    /** Refuses the waiting sends. A later one looks the topic up again. */
    void refuse() {
        Queue<Send> refused;
        synchronized (this) {
            refused = new ArrayDeque<>(waiting);
            waiting.clear();
            isLookedUp = false;
        }
        refused.forEach(Send::refuse);
    }
}
