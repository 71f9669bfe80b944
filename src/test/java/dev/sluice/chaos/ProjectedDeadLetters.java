package dev.sluice.chaos;

import static java.util.stream.Collectors.toMap;

import dev.sluice.testing.EventLog.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Compares the dead letters of the projection with the records that the database refuses: at least one for each, with the
 * same bytes, and no other. A replica or database that dies between the dead letter and its row leaves a second one.
 */
final class ProjectedDeadLetters {

    private static final String GROUP = "order-projection";

    private final Map<String, Entry> refused;
    private final Violations violations;

    /** @param refused the records that the database refuses */
    ProjectedDeadLetters(List<Entry> refused, Violations violations) {
        this.refused = refused.stream().collect(toMap(DecodedEvent::place, Function.identity()));
        this.violations = violations;
    }

    /** Whether an entry of the log is a dead letter of the projection, and not of processing. */
    static boolean isOne(Entry entry) {
        return GROUP.equals(entry.headers().get("dead-letter-group"));
    }

    /**
     * Gives the number of dead letters.
     *
     * @param entries of all topics, of which others are passed over
     */
    long compare(List<Entry> entries) {
        List<Entry> deadLetters =
                entries.stream().filter(ProjectedDeadLetters::isOne).toList();
        Set<String> missing = new HashSet<>(refused.keySet());
        for (Entry deadLetter : deadLetters) {
            Map<String, String> headers = deadLetter.headers();
            String place = "%s-%s-%s"
                    .formatted(
                            headers.get("dead-letter-topic"),
                            headers.get("dead-letter-partition"),
                            headers.get("dead-letter-offset"));
            Entry original = refused.get(place);
            missing.remove(place);
            if (original == null) {
                violations.add("projection: dead letter of a record that the database takes", headers);
            } else {
                boolean isThere = deadLetter.topic().equals(original.topic() + ".dlq");
                violations.addIf(
                        !isThere || !DeadLetterCount.isCopy(original, deadLetter),
                        "projection: dead letter that differs",
                        headers);
            }
        }
        missing.forEach(place -> violations.add("projection: refused record without a dead letter", place));
        return deadLetters.size();
    }
}
