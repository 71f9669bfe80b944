package dev.sluice.projection;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A detector of a thread that makes no progress. Safe for any thread. */
final class StallDetector {

    private final long limit;
    private final LongSupplier nanos;
    private volatile boolean working;
    private volatile long since;

    /**
     * @param limit maximum time without progress while the thread works
     * @param nanos clock such as {@link System#nanoTime()}
     */
    StallDetector(Duration limit, LongSupplier nanos) {
        this.limit = limit.toNanos();
        this.nanos = nanos;
    }

    /** Reports that the thread starts to work, or has completed a step. */
    void progress() {
        since = nanos.getAsLong();
        working = true;
    }

    /** Reports that the thread has nothing to do. */
    void idle() {
        working = false;
    }

    /** Returns whether the thread works. */
    boolean isWorking() {
        return working;
    }

    /** Returns whether the thread has worked without progress for longer than the limit. */
    boolean isStalled() {
        return working && nanos.getAsLong() - since > limit;
    }
}
