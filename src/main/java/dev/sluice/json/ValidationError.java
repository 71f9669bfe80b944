package dev.sluice.json;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One thing that is wrong with an event.
 *
 * @param pointer where: a JSON Pointer (RFC 6901); of a missing field, the place where it should be
 * @param detail what, as a sentence that does not quote the value
 */
@RegisterForReflection
public record ValidationError(String pointer, String detail) {

    /** A fault of a member of the object that a pointer leads to. */
    public static ValidationError ofMember(String object, String name, String detail) {
        return new ValidationError(object + "/" + escape(name), detail);
    }

    /** A name as a part of a JSON Pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
