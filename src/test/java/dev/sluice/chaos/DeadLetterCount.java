package dev.sluice.chaos;

import static java.util.stream.Collectors.partitioningBy;

import dev.sluice.testing.EventLog.Entry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares the dead letters with the poisoned records in the log: one for each, with the same bytes, and no other. */
final class DeadLetterCount {

    private final Map<Boolean, List<Entry>> entries;
    private final Violations violations;

    /** @param entries poisoned records, and all dead letters */
    DeadLetterCount(List<Entry> entries, Violations violations) {
        this.entries =
                entries.stream().collect(partitioningBy(entry -> entry.topic().equals("orders")));
        this.violations = violations;
    }

    /** Gives the number of dead letters. */
    long compare(Poison sent) {
        Map<String, Entry> poisoned = new HashMap<>();
        Set<String> inLog = new HashSet<>();
        for (Entry entry : entries.get(true)) {
            byte[] value = sent.values().get(entry.key());
            boolean isSent = value != null && Arrays.equals(value, orNone(entry.value()));
            violations.addIf(!isSent, "poisoned record that was not sent", entry.key());
            violations.addIf(!inLog.add(entry.key()), "poisoned record written twice", entry.key());
            poisoned.put(entry.partition() + "@" + entry.offset(), entry);
        }
        sent.acknowledged().stream()
                .filter(key -> !inLog.contains(key))
                .forEach(key -> violations.add("poisoned record lost", key));
        List<Entry> deadLetters = entries.get(false);
        for (Entry deadLetter : deadLetters) {
            Map<String, String> headers = deadLetter.headers();
            Entry original =
                    poisoned.remove(headers.get("dead-letter-partition") + "@" + headers.get("dead-letter-offset"));
            if (original == null) {
                violations.add("dead letter of no poisoned record, or a second one", headers);
            } else {
                violations.addIf(!isCopy(original, deadLetter), "dead letter that differs", headers);
            }
        }
        poisoned.values().forEach(entry -> violations.add("poisoned record without a dead letter", entry.key()));
        return deadLetters.size();
    }

    /** Whether a dead letter has all that its record has. */
    static boolean isCopy(Entry original, Entry deadLetter) {
        return original.key().equals(deadLetter.key())
                && Arrays.equals(original.value(), deadLetter.value())
                && deadLetter
                        .headers()
                        .entrySet()
                        .containsAll(original.headers().entrySet());
    }

    private static byte[] orNone(byte[] value) {
        return value == null ? Poison.NONE : value;
    }
}
