package dev.sluice.runtime;

import java.util.Locale;

/** A part of Sluice, as {@code sluice.roles} names it. */
public enum Component {
    /** All of the REST API: publishing, queries, and what operators ask for. */
    INGRESS,
    /** What follows from events, and the latest status of orders. */
    PROCESSING,
    /** The tables. */
    PROJECTION,
    /** None of these: a process that does one thing and ends. */
    TASK;

    /** Its name in {@code sluice.roles}. */
    String configured() {
        return name().toLowerCase(Locale.ROOT);
    }
}
