package dev.sluice.chaos;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what may take long, as long as it goes on: a machine that is slow is no fault of what it runs. */
final class Standstill {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Standstill() {}

    /**
     * Looks again and again until a look is the last one.
     *
     * @return whether one was; if none is, and all are equal, for 90 s, that is a standstill
     */
    static <T> boolean awaitEnd(Supplier<T> look, Predicate<T> isLast) {
        T seen = look.get();
        long since = System.nanoTime();
        while (!isLast.test(seen)) {
            if (System.nanoTime() - since > LIMIT.toNanos()) {
                return false;
            }
            Moment.pass(PAUSE);
            T next = look.get();
            if (!next.equals(seen)) {
                seen = next;
                since = System.nanoTime();
            }
        }
        return true;
    }
}
