package dev.sluice.kafka;

import static java.util.stream.Collectors.joining;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.jboss.logging.Logger;

/**
 * The invalid positions of a component as of its last verification: their metric, their log lines, and their part of a health
 * check. Thread-safe.
 */
public final class InvalidPositions {

    private static final Logger LOG = Logger.getLogger(InvalidPositions.class);
    /** Number of positions for which a health check gives the reason. It names all of them. */
    private static final int EXPLAINED = 10;

    private final String component;
    private final String action;
    private volatile Map<TopicPartition, InvalidPosition> current = Map.of();

    /**
     * @param component the component, the label {@code part} of the metric
     * @param action what an operator does, for the log and the health check
     */
    public InvalidPositions(String component, String action, MeterRegistry meters) {
        this.component = component;
        this.action = action;
        for (InvalidPosition.Reason reason : InvalidPosition.Reason.values()) {
            Gauge.builder("sluice.positions.invalid", this, positions -> positions.count(reason))
                    .description("Partitions that are not read, because the stored position does not fit the log")
                    .tags("part", component, "reason", reason.text())
                    .register(meters);
        }
    }

    /** Replaces the invalid positions. Logs those that are new, and when none is left. */
    public void report(Map<TopicPartition, InvalidPosition> found) {
        Map<TopicPartition, InvalidPosition> before = current;
        current = Map.copyOf(found);
        sorted(found).forEach((partition, position) -> {
            InvalidPosition known = before.get(partition);
            if (known == null || known.reason() != position.reason()) {
                LOG.errorf(
                        "Position of %s in %s is invalid (%s), nothing is read there: %s; %s",
                        component, partition, position.reason().text(), position.detail(), action);
            }
        });
        if (found.isEmpty() && !before.isEmpty()) {
            LOG.infof("Positions of %s are valid again", component);
        }
    }

    /** Returns the invalid positions. */
    public Map<TopicPartition, InvalidPosition> current() {
        return current;
    }

    /** Adds the invalid positions to a health check. */
    public void describe(HealthCheckResponseBuilder response) {
        Map<TopicPartition, InvalidPosition> found = sorted(current);
        if (!found.isEmpty()) {
            response.withData(
                            "unread",
                            found.keySet().stream()
                                    .map(TopicPartition::toString)
                                    .collect(joining(", ")))
                    .withData(
                            "reason",
                            found.entrySet().stream()
                                            .limit(EXPLAINED)
                                            .map(entry -> entry.getKey() + ": "
                                                    + entry.getValue().detail())
                                            .collect(joining("; "))
                                    + "; " + action);
        }
    }

    private long count(InvalidPosition.Reason reason) {
        return current.values().stream()
                .filter(position -> position.reason() == reason)
                .count();
    }

    private static Map<TopicPartition, InvalidPosition> sorted(Map<TopicPartition, InvalidPosition> positions) {
        Map<TopicPartition, InvalidPosition> sorted = new TreeMap<>(RecordPosition.PARTITIONS);
        sorted.putAll(positions);
        return sorted;
    }
}
