package dev.sluice.example.orders.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Collects differences between manifests and the application, one message each. */
final class Mismatches {

    private final List<String> messages = new ArrayList<>();

    /** Adds a mismatch if a property of a resource does not have the expected value. */
    void expectEqual(String resource, String property, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            add(resource, property + " is " + actual + ", not " + expected);
        }
    }

    /** Adds a mismatch unless a condition is met. */
    void expect(boolean condition, String resource, String message) {
        if (!condition) {
            add(resource, message);
        }
    }

    void add(String resource, String message) {
        messages.add(resource + ": " + message);
    }

    List<String> messages() {
        return messages;
    }
}
