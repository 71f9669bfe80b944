package dev.sluice.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** A part of Sluice that can run in a process of its own, as named in {@code sluice.roles}. */
public enum Component {
    /** Publishing, and the catalogue of event types. */
    INGRESS(true),
    /** The event handlers, which publish resulting events. */
    PROCESSING(false),
    /** The writer of the query tables. */
    PROJECTION(false),
    /** The queries of these tables. */
    QUERY(true),
    /** The operators' API: topics, consumer groups and dead letters. */
    ADMIN(true),
    /** A single task, after which the process exits. Runs none of the other components. */
    TASK(false);

    private final boolean hasEndpoints;

    Component(boolean hasEndpoints) {
        this.hasEndpoints = hasEndpoints;
    }

    /** Returns the components that serve clients on the HTTP port. */
    public static Stream<Component> withEndpoints() {
        return Arrays.stream(values()).filter(component -> component.hasEndpoints);
    }

    /** Returns the name in {@code sluice.roles}. */
    String configured() {
        return name().toLowerCase(Locale.ROOT);
    }
}
