package dev.sluice.event;

import java.util.List;

/** A schema that means to declare an event type does so wrongly. */
public final class InvalidEventTypeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidEventTypeException(String record, List<String> faults) {
        super(record + ": " + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** All that is wrong, a sentence each. */
    public List<String> faults() {
        return faults;
    }
}
