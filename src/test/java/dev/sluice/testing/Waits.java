package dev.sluice.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits of tests: they end as soon as their condition holds, and give up so late that a busy machine fails no test. */
public final class Waits {

    /** Limit of each wait. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** Limit of waits for processes, and for work that servers do in the background: both get little of a busy processor. */
    public static final Duration LONG_LIMIT = LIMIT.multipliedBy(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private Waits() {}

    /** Awaits a condition for 60 seconds. */
    public static ConditionFactory await() {
        return await(null);
    }

    /** Awaits a condition for 60 seconds; a failure names it. */
    public static ConditionFactory await(String condition) {
        return Awaitility.await(condition)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(LIMIT);
    }
}
