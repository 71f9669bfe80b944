package dev.sluice.compatibility;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the schemas: one sentence for each field or type, however many versions and types it concerns. */
final class Incompatibilities {

    private final Map<String, String> sentences = new LinkedHashMap<>();

    /**
     * Adds a fault, unless there is one of its place.
     *
     * @param file where it is to be mended
     * @param place the field or the attribute
     */
    void add(String file, String place, String sentence) {
        sentences.putIfAbsent(file + ' ' + place, file + ": " + sentence);
    }

    List<String> sentences() {
        return List.copyOf(sentences.values());
    }
}
