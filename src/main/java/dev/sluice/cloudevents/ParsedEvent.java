package dev.sluice.cloudevents;

import java.util.List;
import java.util.Map;

/** The outcome of parsing one CloudEvent. */
public sealed interface ParsedEvent {

    /** Returns the valid attributes by name: all of a valid event, and those without a fault of an invalid one. */
    Map<String, String> attributes();

    /** Returns the data of the event. */
    EventData data();

    /** Returns the faults; empty if the event is valid. */
    List<AttributeFault> faults();

    /** A valid CloudEvent, with or without data. */
    record Valid(CloudEvent event, EventData data) implements ParsedEvent {

        @Override
        public Map<String, String> attributes() {
            return event.attributes();
        }

        @Override
        public List<AttributeFault> faults() {
            return List.of();
        }
    }

    /** Anything else, with at least one fault. */
    record Invalid(List<AttributeFault> faults, Map<String, String> attributes, EventData data)
            implements ParsedEvent {}
}
