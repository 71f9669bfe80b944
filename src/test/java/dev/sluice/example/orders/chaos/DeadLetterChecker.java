package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.toMap;

import dev.sluice.example.orders.chaos.PoisonProducer.PoisonedRecords;
import dev.sluice.testing.EventLog.Entry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Compares dead letters with the records that they are copies of. */
final class DeadLetterChecker {

    private static final String PROJECTION_GROUP = "sluice-projection";

    private DeadLetterChecker() {}

    /** Returns whether an entry is a dead letter of the projection, as opposed to processing. */
    static boolean isFromProjection(Entry entry) {
        return PROJECTION_GROUP.equals(entry.headers().get("dead-letter-group"));
    }

    /**
     * Checks that processing has written exactly one dead letter for each poisoned record in the log.
     *
     * @param entries the poisoned records and all dead letters of processing
     * @return the number of dead letters
     */
    static long checkProcessing(PoisonedRecords sent, List<Entry> entries, Violations violations) {
        Map<String, Entry> withoutDeadLetter = new HashMap<>();
        Set<String> inLog = new HashSet<>();
        for (Entry entry : entries.stream().filter(DeadLetterChecker::isOrder).toList()) {
            byte[] value = sent.values().get(entry.key());
            boolean isSent = value != null && Arrays.equals(value, valueOf(entry));
            violations.addIf(!isSent, "poisoned record that was not sent", entry.key());
            violations.addIf(!inLog.add(entry.key()), "poisoned record written more than once", entry.key());
            withoutDeadLetter.put(entry.partition() + "@" + entry.offset(), entry);
        }
        sent.acknowledged().stream()
                .filter(key -> !inLog.contains(key))
                .forEach(key -> violations.add("poisoned record lost", key));
        List<Entry> deadLetters =
                entries.stream().filter(entry -> !isOrder(entry)).toList();
        for (Entry deadLetter : deadLetters) {
            Map<String, String> headers = deadLetter.headers();
            Entry original = withoutDeadLetter.remove(
                    headers.get("dead-letter-partition") + "@" + headers.get("dead-letter-offset"));
            if (original == null) {
                violations.add("unexpected or duplicate dead letter", headers);
            } else {
                violations.addIf(!isCopy(original, deadLetter), "dead letter differs from its record", headers);
            }
        }
        withoutDeadLetter
                .values()
                .forEach(entry -> violations.add("poisoned record without a dead letter", entry.key()));
        return deadLetters.size();
    }

    private static boolean isOrder(Entry entry) {
        return entry.topic().equals(SystemUnderTest.ORDERS_TOPIC);
    }

    private static byte[] valueOf(Entry entry) {
        return entry.value() == null ? PoisonedRecords.NO_VALUE : entry.value();
    }

    /**
     * Checks that the projection has written at least one dead letter for each record that PostgreSQL rejects, and no other. A
     * replica or database that dies between a dead letter and its row causes a duplicate.
     *
     * @param rejected the records that PostgreSQL rejects
     * @param entries entries of all topics; those that are not dead letters of the projection are ignored
     * @return the number of dead letters
     */
    static long checkProjection(List<Entry> rejected, List<Entry> entries, Violations violations) {
        Map<String, Entry> originals = rejected.stream().collect(toMap(DecodedEvent::position, Function.identity()));
        List<Entry> deadLetters =
                entries.stream().filter(DeadLetterChecker::isFromProjection).toList();
        Set<String> missing = new HashSet<>(originals.keySet());
        for (Entry deadLetter : deadLetters) {
            Map<String, String> headers = deadLetter.headers();
            String position = "%s-%s-%s"
                    .formatted(
                            headers.get("dead-letter-topic"),
                            headers.get("dead-letter-partition"),
                            headers.get("dead-letter-offset"));
            Entry original = originals.get(position);
            missing.remove(position);
            if (original == null) {
                violations.add("projection: dead letter of a record that PostgreSQL accepts", headers);
            } else {
                boolean isInTopic = deadLetter.topic().equals(original.topic() + ".dlq");
                violations.addIf(
                        !isInTopic || !isCopy(original, deadLetter),
                        "projection: dead letter differs from its record",
                        headers);
            }
        }
        missing.forEach(position -> violations.add("projection: rejected record without a dead letter", position));
        return deadLetters.size();
    }

    /** Returns whether a dead letter has the key, value and headers of its record. */
    private static boolean isCopy(Entry original, Entry deadLetter) {
        return original.key().equals(deadLetter.key())
                && Arrays.equals(original.value(), deadLetter.value())
                && deadLetter
                        .headers()
                        .entrySet()
                        .containsAll(original.headers().entrySet());
    }
}
