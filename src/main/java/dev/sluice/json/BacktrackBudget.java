package dev.sluice.json;

/**
 * Bounds what is read more than once. A value that may be of several types is read for each of them, and so is what it
 * holds: without a bound, one level of nesting more would double the time.
 */
final class BacktrackBudget {

    /** Enough for what is nested a few times; beyond it, a tag says at once which type is meant. */
    private static final int TIMES = 16;

    private int depth;
    private long left;

    /** Begins to read a value that is copied, and may hold others. */
    void begin(int length) {
        if (depth++ == 0) {
            left = (long) TIMES * length;
        } else {
            left -= length;
        }
    }

    void end() {
        depth--;
    }

    /** Whether as many bytes may be read once more. */
    boolean take(int length) {
        left -= length;
        return !isUsedUp();
    }

    /** Whether something could not be read once more; then what the outermost value is cannot be told. */
    boolean isUsedUp() {
        return left < 0;
    }
}
