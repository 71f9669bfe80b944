package dev.sluice.security;

import java.util.HashMap;
import java.util.Map;

/** Permits of which there is a limited number in total and for each caller. Thread-safe; never blocks. */
public final class CallerPermits {

    private final int limit;
    private final int callerLimit;
    /** The number of permits of each caller that has any. Guarded by this. */
    private final Map<String, Integer> byCaller = new HashMap<>();
    /** Guarded by this. */
    private int acquired;

    public CallerPermits(int limit, int callerLimit) {
        this.limit = limit;
        this.callerLimit = callerLimit;
    }

    /** The outcome of a request for a permit. */
    public sealed interface Outcome {

        /** A permit, to be released once. */
        record Acquired(Runnable release) implements Outcome {}

        /** The caller has as many permits as one caller can have. */
        record CallerLimitReached() implements Outcome {}

        /** All callers together have all permits. */
        record LimitReached() implements Outcome {}
    }

    /** Returns the number of acquired permits. */
    public synchronized int count() {
        return acquired;
    }

    public synchronized Outcome acquire(Caller caller) {
        String id = caller.id();
        if (byCaller.getOrDefault(id, 0) >= callerLimit) {
            return new Outcome.CallerLimitReached();
        }
        if (acquired >= limit) {
            return new Outcome.LimitReached();
        }
        acquired++;
        byCaller.merge(id, 1, Integer::sum);
        return new Outcome.Acquired(() -> release(id));
    }

    private synchronized void release(String caller) {
        acquired--;
        byCaller.computeIfPresent(caller, (unused, permits) -> permits == 1 ? null : Integer.valueOf(permits - 1));
    }
}
