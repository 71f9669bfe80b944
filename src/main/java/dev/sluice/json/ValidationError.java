package dev.sluice.json;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An error in an event.
 *
 * @param pointer JSON Pointer (RFC 6901) to the invalid value, or to a field that is missing
 * @param detail the error, as a predicate such as "must be a string"; does not quote the value
 */
@RegisterForReflection
public record ValidationError(String pointer, String detail) {

    /** Creates an error of an object's member. */
    public static ValidationError ofMember(String objectPointer, String name, String detail) {
        return new ValidationError(objectPointer + "/" + escape(name), detail);
    }

    /** Escapes a name for use in a JSON Pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
