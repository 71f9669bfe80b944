package dev.sluice.chaos;

import static java.util.stream.Collectors.toMap;

import dev.sluice.testing.EventLog.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;

/** Compares the projection's tables with the log, row by row. */
final class ProjectionReferee {

    private static final Set<String> PROJECTED = Set.of("orders", "shipments");

    private final Function<Entry, GenericRecord> decoder;
    private final List<Entry> entries;
    private final Violations violations = new Violations();

    /**
     * @param decoder reads a value, and throws something if that cannot be read
     * @param entries all that the round has left in the topics, those of each partition in their order
     */
    ProjectionReferee(Function<Entry, GenericRecord> decoder, List<Entry> entries) {
        this.decoder = decoder;
        this.entries = entries;
    }

    /** Up to where each partition that is projected has to be read: after its last entry. */
    static Map<String, Long> ends(List<Entry> entries) {
        Map<String, Long> ends = new TreeMap<>();
        entries.stream()
                .filter(entry -> PROJECTED.contains(entry.topic()))
                .forEach(entry -> ends.merge(entry.topic() + "-" + entry.partition(), entry.offset() + 1, Math::max));
        return ends;
    }

    /**
     * Counts, once.
     *
     * @param tables which have nothing in them but what the round left there
     */
    ProjectionCount count(Tables tables) {
        ends(entries)
                .forEach((partition, end) -> violations.addIf(
                        !end.equals(tables.positions().get(partition)),
                        "projection: a partition was not read to its end",
                        partition + " to " + tables.positions().get(partition) + " of " + end));
        ExpectedEvents expected = new ExpectedEvents(
                decoder,
                entries.stream()
                        .filter(entry -> PROJECTED.contains(entry.topic()))
                        .toList());
        compare("event", EventRow::place, expected.rows(), tables.events());
        compare("order", OrderRow::key, ExpectedOrders.of(expected.taken()), tables.orders());
        long deadLetters = new ProjectedDeadLetters(expected.refused(), violations).compare(entries);
        return new ProjectionCount(
                tables.events().size(),
                tables.orders().size(),
                tables.orders().stream()
                        .filter(order -> !order.anomalies().isEmpty())
                        .count(),
                expected.refused().size(),
                deadLetters,
                violations.lines());
    }

    private <K, R> void compare(String what, Function<R, K> key, List<R> expected, List<R> found) {
        Map<K, R> missing = new HashMap<>(expected.stream().collect(toMap(key, Function.identity())));
        Set<K> seen = new HashSet<>();
        for (R row : found) {
            R wanted = missing.remove(key.apply(row));
            if (!seen.add(key.apply(row))) {
                violations.add("projection: row of an " + what + " twice", row);
            } else if (wanted == null) {
                violations.add("projection: row of no " + what, row);
            } else {
                violations.addIf(
                        !wanted.equals(row), "projection: row of an " + what + " differs", row + " is not " + wanted);
            }
        }
        missing.values().forEach(row -> violations.add("projection: row of an " + what + " missing", row));
    }
}
