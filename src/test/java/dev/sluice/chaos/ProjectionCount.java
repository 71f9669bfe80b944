package dev.sluice.chaos;

import java.util.List;

/**
 * What was counted in the tables after a round.
 *
 * @param anomalies orders to which something happened that should not
 * @param refused records of which the database takes nothing but the place
 * @param deadLetters of the projection
 * @param violations what is not as it must be; empty if all is
 */
record ProjectionCount(
        long events, long orders, long anomalies, long refused, long deadLetters, List<String> violations) {

    /** The numbers, in their order. */
    List<Long> numbers() {
        return List.of(events, orders, anomalies, refused, deadLetters);
    }
}
