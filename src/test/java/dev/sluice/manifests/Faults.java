package dev.sluice.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What does not agree, each as a sentence. */
final class Faults {

    private final List<String> faults = new ArrayList<>();

    void same(String where, String what, Object wanted, Object actual) {
        if (!Objects.equals(wanted, actual)) {
            add(where, what + " is " + actual + ", not " + wanted);
        }
    }

    void holds(boolean condition, String where, String what) {
        if (!condition) {
            add(where, what);
        }
    }

    void add(String where, String what) {
        faults.add(where + ": " + what);
    }

    List<String> all() {
        return faults;
    }
}
