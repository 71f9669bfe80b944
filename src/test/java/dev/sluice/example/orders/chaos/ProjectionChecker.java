package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.toMap;

import dev.sluice.example.orders.chaos.ProjectionTables.EventRow;
import dev.sluice.example.orders.chaos.ProjectionTables.OrderRow;
import dev.sluice.testing.EventLog.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;

/** Compares the projection's tables with the log, row by row. Use an instance for one check. */
final class ProjectionChecker {

    static final Set<String> PROJECTED_TOPICS = Set.of("orders", "shipments");

    private final Function<Entry, GenericRecord> decoder;
    private final List<Entry> entries;
    private final Violations violations = new Violations();

    /**
     * Creates a checker.
     *
     * @param decoder decodes a value; throws if the value cannot be decoded
     * @param entries all entries that the round has written, those of a partition in offset order
     */
    ProjectionChecker(Function<Entry, GenericRecord> decoder, List<Entry> entries) {
        this.decoder = decoder;
        this.entries = entries;
    }

    /**
     * The result of a check.
     *
     * @param anomalies number of orders with an anomaly
     * @param rejected number of records that PostgreSQL rejects: their rows have no data
     * @param deadLetters number of dead letters of the projection
     * @param violations one line for each kind of violation
     */
    record Summary(long events, long orders, long anomalies, long rejected, long deadLetters, List<String> violations) {

        /** Returns the numbers in the order of the report's columns. */
        List<Long> numbers() {
            return List.of(events, orders, anomalies, rejected, deadLetters);
        }
    }

    /** Returns, for each projected partition, the offset after its last entry. */
    static Map<String, Long> ends(List<Entry> entries) {
        Map<String, Long> ends = new TreeMap<>();
        entries.stream()
                .filter(entry -> PROJECTED_TOPICS.contains(entry.topic()))
                .forEach(entry -> ends.merge(entry.topic() + "-" + entry.partition(), entry.offset() + 1, Math::max));
        return ends;
    }

    /**
     * Checks the tables.
     *
     * @param tables the rows that the round has written, and no others
     * @param logEnds the last stable offset of each projected partition. Between it and the last entry there are only markers of
     *     transactions, which a position may have passed
     */
    Summary check(ProjectionTables tables, Map<TopicPartition, Long> logEnds) {
        ends(entries).forEach((partition, end) -> {
            long position = tables.positions().getOrDefault(partition, 0L);
            violations.addIf(
                    position < end,
                    "projection: partition not fully read",
                    partition + " to " + position + " of " + end);
        });
        logEnds.forEach((partition, end) -> {
            long position = tables.positions().getOrDefault(partition.toString(), 0L);
            violations.addIf(
                    position > end,
                    "projection: position beyond the end of the log",
                    partition + " to " + position + " of " + end);
        });
        ExpectedEvents expected = new ExpectedEvents(
                decoder,
                entries.stream()
                        .filter(entry -> PROJECTED_TOPICS.contains(entry.topic()))
                        .toList());
        compare("event", EventRow::position, expected.rows(), tables.events());
        compare("order", OrderRow::key, ExpectedOrders.of(expected.accepted()), tables.orders());
        long deadLetters = DeadLetterChecker.checkProjection(expected.rejected(), entries, violations);
        return new Summary(
                tables.events().size(),
                tables.orders().size(),
                tables.orders().stream()
                        .filter(order -> !order.anomalies().isEmpty())
                        .count(),
                expected.rejected().size(),
                deadLetters,
                violations.lines());
    }

    private <K, R> void compare(String table, Function<R, K> key, List<R> expected, List<R> actual) {
        Map<K, R> missing = new HashMap<>(expected.stream().collect(toMap(key, Function.identity())));
        Set<K> seen = new HashSet<>();
        for (R row : actual) {
            R expectedRow = missing.remove(key.apply(row));
            if (!seen.add(key.apply(row))) {
                violations.add("projection: duplicate " + table + " row", row);
            } else if (expectedRow == null) {
                violations.add("projection: unexpected " + table + " row", row);
            } else {
                violations.addIf(
                        !expectedRow.equals(row),
                        "projection: " + table + " row differs",
                        row + " instead of " + expectedRow);
            }
        }
        missing.values().forEach(row -> violations.add("projection: missing " + table + " row", row));
    }
}
