package dev.sluice.chaos;

import java.util.List;

/**
 * What was counted after a round.
 *
 * @param unknown events of which the client was not told whether they were written
 * @param ofThemWritten those of them that are in the log
 * @param violations what is not as it must be; empty if all is
 */
record Count(
        long acknowledged,
        long refused,
        long unknown,
        long ofThemWritten,
        long confirmations,
        long reservations,
        long emails,
        long poisoned,
        long deadLetters,
        List<String> violations) {

    /** The numbers, in their order. */
    List<Long> numbers() {
        return List.of(
                acknowledged,
                refused,
                unknown,
                ofThemWritten,
                confirmations,
                reservations,
                emails,
                poisoned,
                deadLetters);
    }
}
