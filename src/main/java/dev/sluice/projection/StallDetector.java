package dev.sluice.projection;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells whether a thread is at something for longer than anything may take. Safe for any thread. */
final class StallDetector {

    private final long limit;
    private final LongSupplier nanos;
    private volatile boolean working;
    private volatile long since;

    /**
     * @param limit of what lies between two calls
     * @param nanos a clock like {@link System#nanoTime()}
     */
    StallDetector(Duration limit, LongSupplier nanos) {
        this.limit = limit.toNanos();
        this.nanos = nanos;
    }

    /** The thread begins with something, or goes on with something else. */
    void goesOn() {
        since = nanos.getAsLong();
        working = true;
    }

    /** The thread has nothing to do. */
    void rests() {
        working = false;
    }

    boolean isOver() {
        return working && nanos.getAsLong() - since > limit;
    }
}
