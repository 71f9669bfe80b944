package dev.sluice.event;

import java.util.Collection;

/** Consumers of events that are configured, in addition to the methods that the build has found. */
public interface EventConsumers {

    /** Returns the names of the event types that they consume. */
    Collection<String> types();
}
