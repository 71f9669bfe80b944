package dev.sluice.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is not as it must be, by kind, with some examples of each. */
final class Violations {

    private static final int EXAMPLES = 5;

    private final Map<String, List<Object>> found = new LinkedHashMap<>();

    void add(String kind, Object example) {
        found.computeIfAbsent(kind, unseen -> new ArrayList<>()).add(example);
    }

    void addIf(boolean violated, String kind, Object example) {
        if (violated) {
            add(kind, example);
        }
    }

    private static String text(Object example) {
        // Some orders have it in their names.
        return example.toString().replace("\0", "\\0");
    }

    /** A line for each kind. */
    List<String> lines() {
        return found.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue().size() + ", such as "
                        + kind.getValue().stream()
                                .limit(EXAMPLES)
                                .map(Violations::text)
                                .toList())
                .toList();
    }
}
