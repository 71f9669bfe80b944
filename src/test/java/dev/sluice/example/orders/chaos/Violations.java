package dev.sluice.example.orders.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Violations of a guarantee, by kind, with examples. */
final class Violations {

    private static final int EXAMPLES = 5;

    private final Map<String, List<Object>> found = new LinkedHashMap<>();

    void add(String kind, Object example) {
        found.computeIfAbsent(kind, absent -> new ArrayList<>()).add(example);
    }

    void addIf(boolean violated, String kind, Object example) {
        if (violated) {
            add(kind, example);
        }
    }

    private static String text(Object example) {
        // Ids of some orders contain NUL.
        return example.toString().replace("\0", "\\0");
    }

    /** Returns one line for each kind: its number of violations and up to five examples. */
    List<String> lines() {
        return found.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue().size() + ", for example "
                        + kind.getValue().stream()
                                .limit(EXAMPLES)
                                .map(Violations::text)
                                .toList())
                .toList();
    }
}
