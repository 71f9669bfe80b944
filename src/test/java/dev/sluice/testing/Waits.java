package dev.sluice.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions. A wait ends as soon as its condition holds; the limit is long enough for a busy machine. */
public final class Waits {

    /** The default limit. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** The limit for processes and background work of servers, which get little CPU time on a busy machine. */
    public static final Duration LONG_LIMIT = LIMIT.multipliedBy(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private Waits() {}

    /** Waits for a condition for up to 60 seconds. */
    public static ConditionFactory await() {
        return await(null);
    }

    /**
     * Waits for a condition for up to 60 seconds.
     *
     * @param condition a name of the condition, for the failure message
     */
    public static ConditionFactory await(String condition) {
        return Awaitility.await(condition)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(LIMIT);
    }
}
