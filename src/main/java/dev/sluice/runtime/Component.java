package dev.sluice.runtime;

import java.util.Locale;

/** A part of Sluice that can run in a process of its own, as named in {@code sluice.roles}. */
public enum Component {
    /** The REST API: publishing, queries and administration. */
    INGRESS,
    /** The event handlers, which publish resulting events. */
    PROCESSING,
    /** The writer of the query tables. */
    PROJECTION,
    /** A single task, after which the process exits. Runs none of the other components. */
    TASK;

    /** Returns the name in {@code sluice.roles}. */
    String configured() {
        return name().toLowerCase(Locale.ROOT);
    }
}
