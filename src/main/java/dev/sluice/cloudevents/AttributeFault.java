package dev.sluice.cloudevents;

/**
 * A fault of a CloudEvent.
 *
 * @param name the name of the attribute, {@code data} or {@code data_base64}; empty if the event as a whole is faulty
 * @param detail the fault, as a predicate such as "is required"; does not quote the value
 */
public record AttributeFault(String name, String detail) {}
