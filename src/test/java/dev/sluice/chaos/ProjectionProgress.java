package dev.sluice.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** Tells when the projection has nothing left to do. */
final class ProjectionProgress {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private ProjectionProgress() {}

    /** Waits until partitions are read up to these offsets, for 90 s at most: that they are not is seen in the count. */
    static void awaitEnds(Postgresql database, Map<String, Long> ends) {
        try {
            await("positions of the projection")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        Map<String, Long> positions = Tables.positions(database);
                        return ends.entrySet().stream()
                                .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
                    });
        } catch (ConditionTimeoutException standsStill) {
            // The count tells which does.
        }
    }
}
