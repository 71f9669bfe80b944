package dev.sluice.chaos;

import java.util.Map;

/** Tells when the projection has nothing left to do. */
final class ProjectionProgress {

    private ProjectionProgress() {}

    /** Waits until partitions are read up to these offsets, or to a standstill: the count tells that they are not. */
    static void awaitEnds(Postgresql database, Map<String, Long> ends) {
        Standstill.awaitEnd(() -> Tables.positions(database), positions -> ends.entrySet().stream()
                .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue()));
    }
}
