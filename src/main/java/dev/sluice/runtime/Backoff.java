package dev.sluice.runtime;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Delays that double from a first to a longest one, each shortened at random by up to a half. For one thread at a time. */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    public Duration next() {
        Duration whole = next;
        Duration doubled = whole.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return whole.multipliedBy(ThreadLocalRandom.current().nextLong(50, 101)).dividedBy(100);
    }

    public void reset() {
        next = first;
    }
}
